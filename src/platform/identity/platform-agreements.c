/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-agreements.h"

#include "platform-resources.h"
#include "platform-store-consent.h"

/* Nobody accepts so often that the newest of each are not among these. */
static const PlatformPage newest = {.length = 1000};

#define FOLDER "/org/vermilion/platform/agreements/"

static const PlatformAgreement agreements[] = {
    {"privacy", 1, "zh_CN", "隐私政策", TRUE},
    {"privacy", 1, "en", "Privacy policy", TRUE},
    {"certification", 1, "zh_CN", "电子认证服务协议", TRUE},
    {"certification", 1, "en", "Electronic certification agreement", TRUE},
    {"face-service", 1, "zh_CN", "人脸识别服务协议", FALSE},
    {"face-service", 1, "en", "Face recognition service agreement", FALSE},
    {"face-authorisation", 1, "zh_CN", "人脸识别授权书", FALSE},
    {"face-authorisation", 1, "en", "Authorisation of face recognition", FALSE},
};

/**
 * platform_agreements_get:
 * @n_agreements: (out): how many
 *
 * Gives the texts in force.
 *
 * Returns: (transfer none) (array length=n_agreements): the texts
 */
const PlatformAgreement *
platform_agreements_get (guint *n_agreements)
{
  *n_agreements = G_N_ELEMENTS (agreements);
  return agreements;
}

/**
 * platform_agreement_get_text:
 * @agreement: one of platform_agreements_get()
 *
 * Gives its words.
 *
 * Returns: (transfer full): UTF-8
 */
GBytes *
platform_agreement_get_text (const PlatformAgreement *agreement)
{
  g_autofree char *path = g_strdup_printf (FOLDER "%s.%s.txt", agreement->name,
                                           agreement->language);
  GBytes *text = g_resource_lookup_data (platform_get_resource (), path,
                                         G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  g_assert (text != NULL);
  return text;
}

/**
 * platform_agreement_sha256:
 * @agreement: one of platform_agreements_get()
 *
 * Names its exact words.
 *
 * Returns: (transfer none): hexadecimal
 */
const char *
platform_agreement_sha256 (const PlatformAgreement *agreement)
{
  /* Each acceptance names it, and the words are part of the program. */
  static const char *known[G_N_ELEMENTS (agreements)];
  const char **sha256 = &known[agreement - agreements];

  if (g_once_init_enter (sha256))
    {
      g_autoptr (GBytes) text = platform_agreement_get_text (agreement);

      g_once_init_leave (sha256, g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, text));
    }
  return *sha256;
}

/* Which of the versions of a text has to have been accepted. */
typedef enum { IN_FORCE, ANY_VERSION } Version;

static gboolean
stands (GPtrArray *consents, const PlatformAgreement *agreement, Version version)
{
  for (guint i = 0; i < consents->len; i++)
    {
      PlatformConsent *consent = consents->pdata[i];

      if (consent->withdrawn == 0 &&
          (version == ANY_VERSION || consent->version == agreement->version) &&
          g_str_equal (consent->agreement, agreement->name))
        return TRUE;
    }
  return FALSE;
}

/* The first that is missing of those that are @required or not; NULL: none. */
static const PlatformAgreement *
find_missing (GPtrArray *consents, gboolean required, Version version)
{
  for (guint i = 0; i < G_N_ELEMENTS (agreements); i++)
    if (agreements[i].required == required && !stands (consents, &agreements[i], version))
      return &agreements[i];
  return NULL;
}

/**
 * platform_agreements_stand:
 * @call: a request of a person
 * @error: where to put the refusal
 *
 * Checks that the person has accepted what a certificate needs, in whichever language.
 *
 * Returns: FALSE if one is missing or was withdrawn
 */
gboolean
platform_agreements_stand (PlatformCall *call, GError **error)
{
  g_autoptr (GPtrArray)
      consents = platform_store_list_consents (call->store, call->actor->person, &newest, error);
  const PlatformAgreement *missing;

  if (!consents)
    return FALSE;
  missing = find_missing (consents, TRUE, IN_FORCE);
  return !missing ||
         platform_call_refuse (error, WIRE_PROBLEM_CONSENT, "%s is not accepted", missing->name);
}

/**
 * platform_agreements_withdrawn:
 * @call: a request of a person who has begun an identification
 * @withdrawn: (out): whether they took back what it was begun on
 * @error: where to put the error
 *
 * Finds out whether a person takes part no more. That a text has another version by now takes
 * nothing back of what was begun on the one before.
 *
 * Returns: FALSE on error
 */
gboolean
platform_agreements_withdrawn (PlatformCall *call, gboolean *withdrawn, GError **error)
{
  g_autoptr (GPtrArray)
      consents = platform_store_list_consents (call->store, call->actor->person, &newest, error);

  if (!consents)
    return FALSE;
  *withdrawn = find_missing (consents, TRUE, ANY_VERSION) != NULL;
  return TRUE;
}

/**
 * platform_agreements_allow_face:
 * @call: a request
 * @person: whose face it is about
 * @allowed: (out): whether they have accepted that it is looked at
 * @error: where to put the error
 *
 * Finds out whether a person may be identified by their face. Who does not accept it is identified
 * in another way.
 *
 * Returns: FALSE on error
 */
gboolean
platform_agreements_allow_face (PlatformCall *call,
                                const char *person,
                                gboolean *allowed,
                                GError **error)
{
  g_autoptr (GPtrArray)
      consents = platform_store_list_consents (call->store, person, &newest, error);

  if (!consents)
    return FALSE;
  *allowed = !find_missing (consents, FALSE, IN_FORCE);
  return TRUE;
}
