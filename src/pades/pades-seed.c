/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-seed.h"

#include "pades-demand.h"
#include "pades-seed-certificate.h"

/* ISO 32000-2, table 237: bits of /Ff. */
#define REQUIRES_FILTER (1 << 0)
#define REQUIRES_SUB_FILTER (1 << 1)
#define REQUIRES_VERSION (1 << 2)
#define REQUIRES_REASONS (1 << 3)
#define REQUIRES_ATTESTATION (1 << 4)
#define REQUIRES_REVOCATION (1 << 5)
#define REQUIRES_DIGEST (1 << 6)
#define REQUIRES_LOCK (1 << 7)
#define REQUIRES_APPEARANCE (1 << 8)

/* The seed value parsers that PDF 1.5, 1.7 and 2.0 define. */
#define NEWEST_VERSION 3

/* A check gives what the author demands where it is not met, in words that follow "demands", else
 * NULL. */
typedef char *(*Check) (PadesPlan *plan, PdfObject *value);

static gint64
get_integer (PadesPlan *plan, PdfObject *dict, const char *key)
{
  g_autoptr (PdfObject) value = pdf_file_get_key (plan->file, dict, key, NULL);

  return pdf_object_get_integer (value);
}

static char *
check_filter (PadesPlan *plan, PdfObject *value)
{
  g_autoptr (GPtrArray) items = pades_demand_read (plan->file, value);

  return pades_demand_has (items, "Adobe.PPKLite")
             ? NULL
             : pades_demand_one_of (items, "the signature handler");
}

static char *
check_sub_filter (PadesPlan *plan, PdfObject *value)
{
  g_autoptr (GPtrArray) items = pades_demand_read (plan->file, value);

  return pades_demand_has (items, "ETSI.CAdES.detached")
             ? NULL
             : pades_demand_one_of (items, "the signature format");
}

static char *
check_version (PadesPlan *plan, PdfObject *value)
{
  double version = pdf_object_get_number (value);

  return version <= NEWEST_VERSION
             ? NULL
             : g_strdup_printf ("a program that knows version %g of such demands", version);
}

/* "." alone, or no list at all, is the way to say that no reason may be given. */
static char *
check_reasons (PadesPlan *plan, PdfObject *value)
{
  g_autoptr (GPtrArray) items = pades_demand_read (plan->file, value);
  const char *reason = plan->request->reason;
  gboolean is_given = reason != NULL && reason[0] != '\0';

  if (items->len == 0 || (items->len == 1 && pades_demand_has (items, ".")))
    return is_given ? g_strdup ("that no reason is given") : NULL;
  return is_given && pades_demand_has (items, reason)
             ? NULL
             : pades_demand_one_of (items, "one of the reasons");
}

/* An attestation is part of a certification and of nothing else; none is ever written. */
static char *
check_attestation (PadesPlan *plan, PdfObject *value)
{
  g_autoptr (GPtrArray) items = pades_demand_read (plan->file, value);

  return plan->request->certify == 0 || items->len == 0
             ? NULL
             : pades_demand_one_of (items, "one of the legal attestations");
}

static char *
check_revocation (PadesPlan *plan, PdfObject *value)
{
  return !pdf_object_get_boolean (value) || plan->request->level >= PADES_LEVEL_B_LT
             ? NULL
             : g_strdup ("revocation information: level B-LT or B-LTA");
}

static gboolean
allows_digest (GPtrArray *items, PkiDigestType digest)
{
  guint i;

  for (i = 0; i < items->len; i++)
    {
      g_autofree char *name = g_ascii_strdown (g_ptr_array_index (items, i), -1);

      if (pki_digest_from_name (name) == digest)
        return TRUE;
    }
  return FALSE;
}

static char *
check_digest (PadesPlan *plan, PdfObject *value)
{
  g_autoptr (GPtrArray) items = pades_demand_read (plan->file, value);
  PkiCertificate *certificate = pades_plan_get_certificate (plan);
  PkiDigestType digest = certificate != NULL
                             ? pki_certificate_choose_digest (certificate, plan->digest)
                             : plan->digest;

  return allows_digest (items, digest) ? NULL : pades_demand_one_of (items, "one of the digests");
}

/* What closes the document: a certification against all changes, or the like in the field's /Lock
 * (table 236). */
static char *
check_lock (PadesPlan *plan, PdfObject *value)
{
  g_autoptr (PdfObject) lock = pdf_file_get_key (plan->file, plan->field->dict, "Lock", NULL);
  gboolean closes = plan->request->certify == 1 || get_integer (plan, lock, "P") == 1;

  if (pdf_object_is_name (value, "true") && !closes)
    return g_strdup ("that the signature closes the document (DocMDP 1)");
  if (pdf_object_is_name (value, "false") && closes)
    return g_strdup ("that the signature does not close the document");
  return NULL;
}

static char *
check_appearance (PadesPlan *plan, PdfObject *value)
{
  g_autoptr (GPtrArray) items = pades_demand_read (plan->file, value);

  return pades_demand_one_of (items, "the appearance");
}

/* Without a flag of its own: 0 asks for an approval, 1 to 3 for a certification. */
static char *
check_mdp (PadesPlan *plan, PdfObject *value)
{
  g_autoptr (PdfObject) permission = pdf_file_get_key (plan->file, value, "P", NULL);
  gint64 p = pdf_object_get_integer (permission);

  if (pdf_object_get_type (permission) != PDF_TYPE_INTEGER || p == plan->request->certify)
    return NULL;
  return p == 0 ? g_strdup ("a signature that certifies nothing")
                : g_strdup_printf ("a certification with permission %d", (int) CLAMP (p, -1, 9));
}

/* Which service is the signer's choice: an address out of a document is not to be trusted. */
static char *
check_timestamp (PadesPlan *plan, PdfObject *value)
{
  return (get_integer (plan, value, "Ff") & 1) == 0 || plan->request->level >= PADES_LEVEL_B_T
             ? NULL
             : g_strdup ("a time-stamp: level B-T or higher");
}

/* Those without a bit are demands by being there, or have flags of their own. */
static const struct {
  const char *key;
  gint64 flag;
  Check check;
} constraints[] = {
    {"Filter", REQUIRES_FILTER, check_filter},
    {"SubFilter", REQUIRES_SUB_FILTER, check_sub_filter},
    {"V", REQUIRES_VERSION, check_version},
    {"Reasons", REQUIRES_REASONS, check_reasons},
    {"LegalAttestation", REQUIRES_ATTESTATION, check_attestation},
    {"AddRevInfo", REQUIRES_REVOCATION, check_revocation},
    {"DigestMethod", REQUIRES_DIGEST, check_digest},
    {"LockDocument", REQUIRES_LOCK, check_lock},
    {"AppearanceFilter", REQUIRES_APPEARANCE, check_appearance},
    {"MDP", 0, check_mdp},
    {"TimeStamp", 0, check_timestamp},
    {"Cert", 0, pades_seed_certificate_check},
};

/* The author's first choice that is still safe, where the signer has none. */
static void
choose_digest (PadesPlan *plan, PdfObject *seed)
{
  g_autoptr (PdfObject) value = pdf_file_get_key (plan->file, seed, "DigestMethod", NULL);
  g_autoptr (GPtrArray) items = pades_demand_read (plan->file, value);
  guint i;

  plan->digest = plan->request->digest;
  for (i = 0; plan->digest == PKI_DIGEST_NONE && i < items->len; i++)
    {
      g_autofree char *name = g_ascii_strdown (g_ptr_array_index (items, i), -1);
      PkiDigestType digest = pki_digest_from_name (name);

      if (digest >= PKI_DIGEST_SHA256 && digest <= PKI_DIGEST_SHA512)
        plan->digest = digest;
    }
  if (plan->digest == PKI_DIGEST_NONE)
    plan->digest = PKI_DIGEST_SHA256;
}

/**
 * pades_seed_obey:
 * @plan: a plan with its field chosen
 * @error: return location for an error
 *
 * Holds a request against the seed values of an existing field (ISO 32000-2, tables 237 and 238).
 * What is not flagged as required is ignored, but for the digest, which serves as default. Demands
 * on the certificate are left out as long as nobody knows who signs.
 *
 * Returns: %FALSE with %PADES_ERROR_SEED
 */
gboolean
pades_seed_obey (PadesPlan *plan, GError **error)
{
  PdfObject *field = plan->field != NULL ? plan->field->dict : NULL;
  g_autoptr (PdfObject) seed = pdf_file_get_key (plan->file, field, "SV", NULL);
  gint64 flags = get_integer (plan, seed, "Ff");
  guint i;

  choose_digest (plan, seed);
  for (i = 0; pdf_object_get_type (seed) == PDF_TYPE_DICT && i < G_N_ELEMENTS (constraints); i++)
    {
      gint64 flag = constraints[i].flag;
      g_autoptr (PdfObject) value = pdf_file_get_key (plan->file, seed, constraints[i].key, NULL);
      gboolean is_absent = pdf_object_get_type (value) == PDF_TYPE_NULL;
      g_autofree char *demand = NULL;

      if ((flag != 0 && (flags & flag) == 0) || (is_absent && flag != REQUIRES_REASONS))
        continue;
      demand = constraints[i].check (plan, value);
      if (demand == NULL)
        continue;
      g_set_error (error, PADES_ERROR, PADES_ERROR_SEED, "field “%s” demands %s (/SV %s)",
                   plan->name, demand, constraints[i].key);
      return FALSE;
    }
  return TRUE;
}
