/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire-statement.h"

#include "wire-canonical.h"
#include "wire-text.h"

#define PURPOSE "vermilion-statement"
#define VERSION 1

/* Bytes stand there by their digest: a statement is for people to read, too. */
static void
set_bytes (WireCanonical *text, const char *name, GBytes *bytes)
{
  g_autofree char *full = g_strconcat (name, ".sha256", NULL);
  g_autofree char *digest = bytes != NULL ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes)
                                          : NULL;

  wire_canonical_set_string (text, full, digest);
}

/* The lists that there are hold words of a fixed vocabulary, none of which has a line feed. */
static void
set_strings (WireCanonical *text, const char *name, char **words)
{
  g_autofree char *joined = words != NULL ? g_strjoinv ("\n", words) : NULL;

  wire_canonical_set_string (text, name, joined);
}

static void
set_field (WireCanonical *text, const WireField *field, gconstpointer body)
{
  gconstpointer member = (const char *) body + field->offset;
  g_autofree char *name = g_strconcat ("body.", field->name, NULL);
  g_autofree char *time = NULL;

  switch (field->kind)
    {
    case WIRE_STRING:
      wire_canonical_set_string (text, name, *(char *const *) member);
      break;
    case WIRE_INTEGER:
      wire_canonical_set_integer (text, name, *(const gint64 *) member);
      break;
    case WIRE_BOOLEAN:
      wire_canonical_set_integer (text, name, *(const gboolean *) member ? 1 : 0);
      break;
    case WIRE_TIME:
      time = *(const gint64 *) member != 0 ? wire_time_to_text (*(const gint64 *) member) : NULL;
      wire_canonical_set_string (text, name, time);
      break;
    case WIRE_BYTES:
      set_bytes (text, name, *(GBytes *const *) member);
      break;
    case WIRE_STRINGS:
      set_strings (text, name, *(char **const *) member);
      break;
    case WIRE_OBJECT:
    case WIRE_OBJECTS:
      g_assert_not_reached ();
    }
}

/* The signature itself is no part of what is signed, and the nonce stands there already. */
static gboolean
is_said (WireOperation operation, const WireField *field)
{
  return operation != WIRE_CREATE_CERTIFICATE_SESSION || g_str_equal (field->name, "device");
}

/**
 * wire_statement_to_text:
 * @statement: what is said
 *
 * Writes a statement in canonical JSON (RFC 8785): what is to be done, to what, in which state,
 * with which parameters, on which platform, and when. Both ends write it by themselves, so that
 * nothing that is signed has to be read.
 *
 * Returns: (transfer full): UTF-8 text
 */
char *
wire_statement_to_text (const WireStatement *statement)
{
  const WireRoute *route = wire_route_get (statement->operation);
  g_autoptr (WireCanonical) text = wire_canonical_new ();
  g_autofree char *time = wire_time_to_text (statement->time);

  wire_canonical_set_string (text, "purpose", PURPOSE);
  wire_canonical_set_integer (text, "v", VERSION);
  wire_canonical_set_string (text, "act", route->operation);
  wire_canonical_set_string (text, "object", statement->object);
  wire_canonical_set_string (text, "state", statement->state);
  wire_canonical_set_string (text, "platform", statement->platform);
  wire_canonical_set_string (text, "nonce", statement->nonce);
  wire_canonical_set_string (text, "time", time);
  for (guint i = 0; statement->body != NULL && i < route->body->n_fields; i++)
    if (is_said (statement->operation, &route->body->fields[i]))
      set_field (text, &route->body->fields[i], statement->body);
  return wire_canonical_to_text (text);
}
