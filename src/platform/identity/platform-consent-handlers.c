/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-consent-handlers.h"

#include "platform-agreements.h"
#include "platform-cursor.h"
#include "platform-etag.h"
#include "platform-store-consent.h"
#include "platform-store-evidence.h"
#include "platform-store-identity.h"
#include "platform-store-review.h"
#include "wire-identity.h"

static void
free_agreement (gpointer data)
{
  WireAgreement *agreement = data;

  g_free (agreement->text);
  g_free (agreement);
}

static WireAgreement *
show (const PlatformAgreement *agreement)
{
  g_autoptr (GBytes) text = platform_agreement_get_text (agreement);
  WireAgreement *shown = g_new0 (WireAgreement, 1);

  shown->agreement = (char *) agreement->name;
  shown->version = agreement->version;
  shown->language = (char *) agreement->language;
  shown->title = (char *) agreement->title;
  shown->text = g_strndup (g_bytes_get_data (text, NULL), g_bytes_get_size (text));
  shown->sha256 = (char *) platform_agreement_sha256 (agreement);
  shown->required = agreement->required;
  return shown;
}

/**
 * platform_list_agreements:
 * @call: the request
 * @error: where to put the refusal
 *
 * Answers with the texts in force, in every language.
 *
 * Returns: TRUE
 */
gboolean
platform_list_agreements (PlatformCall *call, GError **error)
{
  guint n;
  const PlatformAgreement *all = platform_agreements_get (&n);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (free_agreement);
  const WireAgreements answer = {.items = items};

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (items, show (&all[i]));
  platform_call_answer (call, &answer);
  return TRUE;
}

static void
free_consent (gpointer data)
{
  WireConsent *shown = data;

  g_free (shown->etag);
  g_free (shown);
}

static WireConsent *
show_consent (PlatformConsent *consent)
{
  WireConsent *shown = g_new0 (WireConsent, 1);

  shown->id = consent->id;
  shown->agreement = consent->agreement;
  shown->version = consent->version;
  shown->language = consent->language;
  shown->sha256 = consent->sha256;
  shown->accepted = consent->accepted;
  shown->withdrawn = consent->withdrawn;
  shown->etag = platform_etag_of_message (&wire_consent_type, shown);
  return shown;
}

/* What was shown has to be what is in force, to the byte. */
static gboolean
check (WireNewConsent *consent, GError **error)
{
  guint n;
  const PlatformAgreement *all = platform_agreements_get (&n);

  for (guint i = 0; i < n; i++)
    if (g_str_equal (all[i].name, consent->agreement) && all[i].version == consent->version &&
        g_str_equal (all[i].language, consent->language))
      return g_str_equal (platform_agreement_sha256 (&all[i]), consent->sha256) ||
             platform_call_refuse (error, WIRE_PROBLEM_CHANGED, "the text is another one");
  return platform_call_refuse (error, WIRE_PROBLEM_NOT_FOUND, "there is no such text in force");
}

static gboolean
note (PlatformCall *call, const PlatformConsent *consent, GError **error)
{
  g_autoptr (WireCanonical) details = wire_canonical_new ();

  wire_canonical_set_string (details, "agreement", consent->agreement);
  wire_canonical_set_integer (details, "version", consent->version);
  wire_canonical_set_string (details, "language", consent->language);
  wire_canonical_set_string (details, "sha256", consent->sha256);
  return platform_store_add_evidence (call->store, "consent", call->actor->account, consent->id,
                                      call->now, details, error);
}

/**
 * platform_create_consent:
 * @call: the request
 * @error: where to put the refusal
 *
 * Records that the person accepts a text.
 *
 * Returns: FALSE if it was refused
 */
gboolean
platform_create_consent (PlatformCall *call, GError **error)
{
  WireNewConsent *asked = call->message;
  g_autofree char *id = NULL;
  PlatformConsent consent = {
      .agreement = asked->agreement,
      .version = asked->version,
      .language = asked->language,
      .sha256 = asked->sha256,
      .accepted = call->now,
  };
  WireConsent *answer;

  if (!check (asked, error))
    return FALSE;
  id = platform_store_add_consent (call->store, call->actor->person, &consent, error);
  consent.id = id;
  if (!id || !note (call, &consent, error))
    return FALSE;
  answer = show_consent (&consent);
  call->status = 201;
  platform_call_answer (call, answer);
  free_consent (answer);
  return TRUE;
}

/**
 * platform_list_consents:
 * @call: the request
 * @error: where to put the refusal
 *
 * Lists all that the person has ever accepted.
 *
 * Returns: FALSE on error
 */
gboolean
platform_list_consents (PlatformCall *call, GError **error)
{
  PlatformPage page;
  g_autoptr (GPtrArray) consents = NULL;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (free_consent);
  g_autofree char *next = NULL;

  if (!platform_cursor_read (call, &page, error) ||
      !(consents = platform_store_list_consents (call->store, call->actor->person, &page, error)))
    return FALSE;
  for (guint i = 0; i < MIN (consents->len, page.length); i++)
    {
      WireConsent *item = show_consent (consents->pdata[i]);

      g_ptr_array_add (items, item);
      if (i + 1 == page.length && consents->len > page.length)
        next = platform_cursor_write (call, item->accepted, item->id);
    }
  platform_call_answer (call, &(WireConsents){.items = items, .next = next});
  return TRUE;
}

static gboolean
matches (PlatformCall *call, PlatformConsent *consent, GError **error)
{
  WireConsent *shown;
  gboolean same;

  if (!consent)
    return *error ? FALSE : platform_call_refuse (error, WIRE_PROBLEM_NOT_FOUND, "no such consent");
  shown = show_consent (consent);
  same = platform_etag_match (call, shown->etag, error);
  free_consent (shown);
  return same;
}

/* What goes on by face does so with the person's consent to that, and to all the rest: without it,
 * it ends, and the pictures with it. */
static gboolean
end_by_face (PlatformCall *call, GError **error)
{
  g_autoptr (GPtrArray) ids = NULL;
  gboolean allowed = FALSE, withdrawn = FALSE;

  if (!platform_agreements_allow_face (call, call->actor->person, &allowed, error) ||
      !platform_agreements_withdrawn (call, &withdrawn, error))
    return FALSE;
  if (allowed && !withdrawn)
    return TRUE;
  ids = platform_store_list_by_face (call->store, call->actor->person, call->now, error);
  for (guint i = 0; ids && i < ids->len; i++)
    {
      const PlatformIdentityStep step = {
          .id = ids->pdata[i], .from = "in-progress", .to = "cancelled", .now = call->now};
      gboolean done;

      if (!platform_store_step_identity (call->store, &step, &done, error) ||
          !platform_store_add_evidence (call->store, "identification-cancelled",
                                        call->actor->account, step.id, call->now, NULL, error))
        return FALSE;
    }
  return ids && platform_store_erase_pictures (call->store, call->now, error);
}

static gboolean
note_withdrawn (PlatformCall *call, GPtrArray *ids, GError **error)
{
  if (ids->len == 0)
    return platform_call_refuse (error, WIRE_PROBLEM_CONFLICT, "it was withdrawn already");
  for (guint i = 0; i < ids->len; i++)
    if (!platform_store_add_evidence (call->store, "consent-withdrawn", call->actor->account,
                                      ids->pdata[i], call->now, NULL, error))
      return FALSE;
  return TRUE;
}

/**
 * platform_withdraw_consent:
 * @call: the request
 * @error: where to put the refusal
 *
 * Withdraws the consent to an agreement, and with it each other that was given to the same, also to
 * another version of it; certificates that there are stay. What was to be identified by face is not
 * any more, and what was passed brings nothing until it is accepted again.
 *
 * Returns: FALSE if there is none that stands
 */
gboolean
platform_withdraw_consent (PlatformCall *call, GError **error)
{
  const char *person = call->actor->person;
  g_autoptr (PlatformConsent)
      consent = platform_store_find_consent (call->store, person, call->values[0], error);
  g_autoptr (GPtrArray) ids = NULL;

  if (!matches (call, consent, error) ||
      !(ids = platform_store_withdraw_consents (call->store, person, consent->agreement, call->now,
                                                error)))
    return FALSE;
  return note_withdrawn (call, ids, error) && end_by_face (call, error);
}
