/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-date.h"
#include "pades-fixture.h"

/* What the EU's DSS wrote, time-stamped by OpenSSL's `ts`: a time-stamp of the content, by another
 * digest than the signature's or by the same; one of other content; an archive-time-stamp-v3 over a
 * signature and its time-stamp. tests/judges has them made anew. */

/* 2026-11-28. */
#define NOW 1795824000

static PkiTrust *
load_roots (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "stamped-roots.pem", NULL);
  PkiTrust *trust = pki_trust_new ();
  g_autoptr (GError) error = NULL;

  pki_trust_add_file (trust, path, &error);
  g_assert_no_error (error);
  return trust;
}

static GBytes *
load (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", name, NULL);

  return fixture_read (path);
}

static PadesReport *
verify (GBytes *bytes, gint64 now)
{
  g_autoptr (PkiTrust) trust = load_roots ();
  g_autoptr (PdfFile) file = fixture_open (bytes);
  g_autoptr (GError) error = NULL;
  PadesReport *report = pades_verify (file, trust, now, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (report->signatures->len, ==, 1);
  return report;
}

static const PadesSignature *
get_signature (PadesReport *report)
{
  return g_ptr_array_index (report->signatures, 0);
}

static const PadesTimestamp *
get_stamp (PadesReport *report, guint place, PadesTimestampKind kind)
{
  const PadesSignature *signature = get_signature (report);
  const PadesTimestamp *stamp;

  g_assert_cmpuint (place, <, signature->timestamps->len);
  stamp = g_ptr_array_index (signature->timestamps, place);
  g_assert_cmpint (stamp->kind, ==, kind);
  g_assert_nonnull (stamp->tsa);
  return stamp;
}

static void
test_content (void)
{
  g_autoptr (GBytes) bytes = load ("stamped-content.pdf");
  g_autoptr (PadesReport) report = verify (bytes, NOW);
  const PadesSignature *signature = get_signature (report);
  const PadesTimestamp *stamp = get_stamp (report, 1, PADES_TIMESTAMP_CONTENT);

  get_stamp (report, 0, PADES_TIMESTAMP_SIGNATURE);
  g_assert_cmpint (stamp->integrity, ==, PADES_INTEGRITY_INTACT);
  g_assert_cmpint (stamp->trust, ==, PADES_TRUST_TRUSTED);
  g_assert_cmpint (signature->not_before, ==, stamp->time);
  g_assert_cmpint (signature->not_before, <=, signature->proven);
  g_assert_cmpint (signature->time_source, ==, PADES_TIME_SIGNATURE_TIMESTAMP);
  g_assert_cmpint (signature->indication, ==, PADES_INDICATION_TOTAL_PASSED);
}

/* It proves nothing about this signature, and takes nothing from it. */
static void
test_other (void)
{
  g_autoptr (GBytes) bytes = load ("stamped-other.pdf");
  g_autoptr (PadesReport) report = verify (bytes, NOW);
  const PadesSignature *signature = get_signature (report);
  const PadesTimestamp *stamp = get_stamp (report, 0, PADES_TIMESTAMP_CONTENT);

  g_assert_cmpint (stamp->integrity, ==, PADES_INTEGRITY_BROKEN);
  g_assert_cmpint (signature->not_before, ==, PADES_DATE_NONE);
  g_assert_cmpint (signature->proven, ==, PADES_DATE_NONE);
  g_assert_cmpint (signature->integrity, ==, PADES_INTEGRITY_INTACT);
}

/* Nobody is trusted to tell the time. */
static void
test_stranger (void)
{
  g_autoptr (GBytes) bytes = load ("stamped-content.pdf");
  g_autoptr (PdfFile) file = fixture_open (bytes);
  g_autoptr (PkiTrust) nobody = pki_trust_new ();
  g_autoptr (PadesReport) report = pades_verify (file, nobody, NOW, NULL, NULL);
  const PadesSignature *signature = get_signature (report);
  const PadesTimestamp *stamp = get_stamp (report, 1, PADES_TIMESTAMP_CONTENT);

  g_assert_cmpint (stamp->integrity, ==, PADES_INTEGRITY_INTACT);
  g_assert_cmpint (stamp->trust, !=, PADES_TRUST_TRUSTED);
  g_assert_cmpint (signature->not_before, ==, PADES_DATE_NONE);
}

static void
test_archive (void)
{
  g_autoptr (GBytes) bytes = load ("stamped-archive.pdf");
  g_autoptr (PadesReport) report = verify (bytes, NOW);
  const PadesSignature *signature = get_signature (report);
  const PadesTimestamp *stamp = get_stamp (report, 0, PADES_TIMESTAMP_ARCHIVE);

  get_stamp (report, 1, PADES_TIMESTAMP_SIGNATURE);
  g_assert_cmpint (stamp->integrity, ==, PADES_INTEGRITY_INTACT);
  g_assert_cmpint (stamp->trust, ==, PADES_TRUST_TRUSTED);
  g_assert_cmpint (signature->proven, <, stamp->time);
  g_assert_cmpint (signature->indication, ==, PADES_INDICATION_TOTAL_PASSED);
}

static void
change_digit (char *digit)
{
  *digit = *digit == '0' ? '1' : '0';
}

/* A digit of /Contents @distance behind these, changed. */
static GBytes *
change (GBytes *bytes, const char *hex, gsize distance)
{
  gsize length = g_bytes_get_size (bytes);
  char *data = g_memdup2 (g_bytes_get_data (bytes, NULL), length);
  const char *found = memmem (data, length, hex, strlen (hex));

  g_assert_nonnull (found);
  found += strlen (hex);
  change_digit (data + (found - data) + distance);
  return g_bytes_new_take (data, length);
}

/* Without the archive time-stamp's own index, or with what it names altered, it counts no more. */
static void
test_archive_altered (void)
{
  static const struct {
    const char *what; /* DER of an OBJECT IDENTIFIER */
    gsize distance;   /* in digits */
  } rows[] = {
      {"060b2a864886f70d010910020e", 600}, /* the signature-time-stamp */
      {"060704008195320105", 80},          /* the index */
      {"060604008d450204", 600},           /* the archive time-stamp */
  };
  g_autoptr (GBytes) bytes = load ("stamped-archive.pdf");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) altered = change (bytes, rows[i].what, rows[i].distance);
      g_autoptr (PadesReport) report = verify (altered, NOW);
      const PadesSignature *signature = get_signature (report);
      GPtrArray *stamps = signature->timestamps;

      for (guint j = 0; stamps != NULL && j < stamps->len; j++)
        {
          const PadesTimestamp *stamp = g_ptr_array_index (stamps, j);

          if (stamp->kind == PADES_TIMESTAMP_ARCHIVE)
            {
              g_assert_cmpint (stamp->integrity, !=, PADES_INTEGRITY_INTACT);
              g_assert_cmpint (stamp->trust, !=, PADES_TRUST_TRUSTED);
            }
        }
      g_assert_cmpint (signature->integrity, ==, PADES_INTEGRITY_INTACT);
    }
}

/* Every byte of the CMS in turn: an archive time-stamp that is still intact has covered none of
 * what was changed but itself's other unsigned parts. */
static void
test_archive_bytes (void)
{
  g_autoptr (GBytes) bytes = load ("stamped-archive.pdf");
  gsize length = 0;
  const char *data = g_bytes_get_data (bytes, &length);
  const char *contents = memmem (data, length, "/Contents <", 11);
  guint n_intact = 0;

  g_assert_nonnull (contents);
  for (gsize at = 12; at < 12 + 2 * 4000; at += 2 * 37)
    {
      char *copy = g_memdup2 (data, length);
      g_autoptr (GBytes) altered = NULL;
      g_autoptr (PadesReport) report = NULL;
      const PadesSignature *signature;

      change_digit (copy + (contents - data) + at);
      altered = g_bytes_new_take (copy, length);
      report = verify (altered, NOW);
      signature = get_signature (report);
      if (signature->time_source == PADES_TIME_ARCHIVE_TIMESTAMP)
        n_intact++;
      /* What is proven is proven of a signature that holds, or of none. */
      if (signature->integrity != PADES_INTEGRITY_INTACT)
        g_assert_cmpint (signature->indication, !=, PADES_INDICATION_TOTAL_PASSED);
    }
  g_assert_cmpuint (n_intact, ==, 0);
}

/* The archive time-stamp of TS 101 733, which nobody may write any more, is named and proves
 * nothing: neither a time, nor a level, nor that anything is wrong. */
static void
test_archive_old (void)
{
  static const char signature_oid[] = "060b2a864886f70d010910020e";
  static const char old_oid[] = "060b2a864886f70d0109100230";
  g_autoptr (GBytes) bytes = load ("stamped-content.pdf");
  gsize length = g_bytes_get_size (bytes);
  char *data = g_memdup2 (g_bytes_get_data (bytes, NULL), length);
  char *found = memmem (data, length, signature_oid, strlen (signature_oid));
  g_autoptr (GBytes) altered = NULL;
  g_autoptr (PadesReport) report = NULL;
  const PadesSignature *signature;
  const PadesTimestamp *stamp;

  g_assert_nonnull (found);
  memcpy (found, old_oid, strlen (old_oid));
  altered = g_bytes_new_take (data, length);
  report = verify (altered, NOW);
  signature = get_signature (report);
  stamp = get_stamp (report, 0, PADES_TIMESTAMP_ARCHIVE);
  g_assert_cmpint (stamp->integrity, ==, PADES_INTEGRITY_UNSUPPORTED);
  g_assert_cmpint (stamp->trust, ==, PADES_TRUST_UNKNOWN);
  g_assert_cmpint (signature->proven, ==, PADES_DATE_NONE);
  g_assert_cmpint (signature->time_source, ==, PADES_TIME_CLAIMED);
  g_assert_cmpint (signature->level, ==, PADES_LEVEL_B_B);
  g_assert_cmpint (signature->integrity, ==, PADES_INTEGRITY_INTACT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pades/token/archive-old", test_archive_old);
  g_test_add_func ("/pades/token/content", test_content);
  g_test_add_func ("/pades/token/other-content", test_other);
  g_test_add_func ("/pades/token/stranger", test_stranger);
  g_test_add_func ("/pades/token/archive", test_archive);
  g_test_add_func ("/pades/token/archive-altered", test_archive_altered);
  g_test_add_func ("/pades/token/archive-bytes", test_archive_bytes);
  return g_test_run ();
}
