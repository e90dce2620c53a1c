/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-cmp-handlers.h"

#include "pki-error.h"
#include "platform-cmp-decision.h"
#include "platform-dispatch.h"
#include "platform-private.h"

#define TYPE "application/pkixcmp"

/* A message, who sent it, and who answers. */
typedef struct {
  PlatformCall *call;
  const PkiCmpMessage *message;
  const PlatformCmpSender *sender;
  PlatformTerm *term;
  char *sha256; /* of the message */
} Visit;

static PkiCertificate *
find_issued (Visit *visit, const PlatformCmpTransaction *known, GError **error)
{
  g_autoptr (PlatformCertificate)
      row = known && known->certificate
                ? platform_store_find_certificate (visit->call->store, known->certificate, error)
                : NULL;

  return row ? pki_certificate_new_from_der (g_bytes_get_data (row->der, NULL),
                                             g_bytes_get_size (row->der), error)
             : NULL;
}

static GBytes *
find_nonce (const PlatformCmpTransaction *known)
{
  g_autoptr (PkiCmpMessage) last = known ? pki_cmp_message_read (known->answer, NULL) : NULL;

  return last && last->sender_nonce ? g_bytes_ref (last->sender_nonce) : NULL;
}

static GBytes *
decide (Visit *visit, PlatformCmpDecision *decision, GError **error)
{
  gboolean follows = visit->message->kind == PKI_CMP_POLL ||
                     visit->message->kind == PKI_CMP_CONFIRM;
  g_autoptr (GBytes) nonce = follows ? find_nonce (decision->known) : NULL;
  g_autoptr (PkiCertificate) issued = find_issued (visit, decision->known, error);
  g_autoptr (GError) local = NULL;
  GBytes *bytes;
  const PkiCmpService service = {
      .secret = visit->sender->secret,
      .sender = visit->sender->signer,
      .begun = nonce ? decision->known->request : NULL,
      .nonce = nonce,
      .issued = issued,
      .office = visit->term->issuer,
      .chain = visit->term->signer->funcs->get_certificates (visit->term->signer),
      .decide = platform_cmp_decide,
      .data = decision,
  };

  if (*error)
    return NULL;
  bytes = pki_cmp_answer (&service, visit->message, &local);
  if (g_error_matches (local, PKI_ERROR, PKI_ERROR_PARSE))
    platform_call_refuse (error, WIRE_PROBLEM_MALFORMED, "it is no message of CMP");
  else if (local)
    g_propagate_error (error, g_steal_pointer (&local));
  return bytes;
}

/* For the next message of the transaction, and for the same one again. */
static gboolean
remember (Visit *visit, const PlatformCmpDecision *decision, GBytes *answer, GError **error)
{
  const PlatformCmpTransaction *known = decision->known;
  const PlatformCmpTransaction row = {
      .sender = visit->sender->name,
      .id = visit->message->transaction,
      .request = visit->message->der,
      .last_sha256 = visit->sha256,
      .answer = answer,
      .certificate = decision->certificate ? decision->certificate
                     : known               ? known->certificate
                                           : NULL,
      .expires = decision->lasts,
  };

  return known ? platform_store_advance_cmp (visit->call->store, &row, known->last_sha256, error)
               : platform_store_add_cmp (visit->call->store, &row, error);
}

static GBytes *
answer_in_transaction (Visit *visit, gboolean *is_done, GError **error)
{
  PlatformStore *store = visit->call->store;
  g_autoptr (PlatformCmpTransaction) known = platform_store_find_cmp (
      store, visit->sender->name, visit->message->transaction, error);
  g_auto (PlatformCmpDecision) decision = {
      .call = visit->call, .message = visit->message, .sender = visit->sender, .known = known};
  g_autoptr (GBytes) answer = NULL;

  if (*error)
    return NULL;
  if (known && g_str_equal (known->last_sha256, visit->sha256))
    return g_bytes_ref (known->answer);
  answer = decide (visit, &decision, error);
  if (decision.error)
    {
      g_clear_error (error);
      g_propagate_error (error, g_steal_pointer (&decision.error));
      return NULL;
    }
  *is_done = answer && decision.is_done;
  return answer && (!*is_done || remember (visit, &decision, answer, error))
             ? g_steal_pointer (&answer)
             : NULL;
}

/* Whoever sends the same twice at once gets the same answer: the second is looked at when the first
 * has been answered. What is refused changes nothing, and is not remembered either. */
static GBytes *
answer_once (Visit *visit, GError **error)
{
  PlatformStore *store = visit->call->store;
  gboolean is_done = FALSE;
  g_autoptr (GBytes) answer = NULL;

  if (!platform_store_begin (store, error))
    return NULL;
  if (platform_store_hold (store, PLATFORM_THING_PERSON, visit->call->actor->person, error))
    answer = answer_in_transaction (visit, &is_done, error);
  if (answer && is_done)
    return platform_store_commit (store, error) ? g_steal_pointer (&answer) : NULL;
  platform_store_rollback (store);
  return g_steal_pointer (&answer);
}

/* Nobody who is known here: there is nothing to be changed, and nothing to be looked up. */
static GBytes *
answer_stranger (Visit *visit, GError **error)
{
  PlatformCmpDecision decision = {
      .call = visit->call, .message = visit->message, .sender = visit->sender};

  return decide (visit, &decision, error);
}

static GBytes *
answer (Visit *visit, GError **error)
{
  if (!visit->sender->name)
    return answer_stranger (visit, error);
  for (guint attempt = 1;; attempt++)
    {
      g_autoptr (GError) local = NULL;
      GBytes *bytes = answer_once (visit, &local);

      if (bytes)
        return bytes;
      if (!platform_dispatch_may_repeat (local, attempt))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
    }
}

static gboolean
check_office (PlatformCall *call, PlatformTerm *term, GError **error)
{
  if (!platform_clock_is_steady (call->platform, call->now))
    return platform_call_refuse (error, WIRE_PROBLEM_CLOCK, "the platform's clock was set");
  if (term)
    return platform_term_holds (term, call->now, error);
  g_set_error_literal (error, PLATFORM_ERROR, PLATFORM_ERROR_KEY,
                       "no certificate could be issued yet for answers by CMP");
  return FALSE;
}

/**
 * platform_send_cmp:
 * @call: the request
 * @error: where to put the refusal
 *
 * Answers a message of CMP.
 *
 * Returns: FALSE if it is none, or on a fault
 */
gboolean
platform_send_cmp (PlatformCall *call, GError **error)
{
  g_autoptr (PlatformTerm) term = NULL;
  g_autoptr (PkiCmpMessage) message = pki_cmp_message_read (call->body, NULL);
  g_auto (PlatformCmpSender) sender = {NULL};
  g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, call->body);
  g_autoptr (GBytes) bytes = NULL;

  if (!message)
    return platform_call_refuse (error, WIRE_PROBLEM_MALFORMED, "it is no message of CMP");
  term = platform_office_take (call->platform->authority->registrar);
  if (!check_office (call, term, error) ||
      !platform_cmp_sender_find (call, message, &sender, error))
    return FALSE;
  bytes = answer (&(Visit){call, message, &sender, term, sha256}, error);
  if (!bytes)
    return FALSE;
  platform_call_send (call, bytes, TYPE);
  return TRUE;
}
