/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-seed-certificate.h"

#include <string.h>

#include "pades-demand.h"
#include "pki-chain.h"
#include "pki-traits.h"

/* Honest lists have a handful; the bounds are against hostile ones. */
#define MAX_ITEMS 1000
#define MAX_ADDRESS 300
#define MAX_SENTENCE 2000

/* ISO 32000-2, table 238: bits of /Ff. The fifth is reserved; the seventh asks for no certificate,
 * but for the service that /URL names. */
#define REQUIRES_SUBJECT (1 << 0)
#define REQUIRES_ISSUER (1 << 1)
#define REQUIRES_POLICY (1 << 2)
#define REQUIRES_SUBJECT_NAME (1 << 3)
#define REQUIRES_KEY_USAGE (1 << 5)
#define REQUIRES_URL (1 << 6)

/* Who is to sign, and what of it is known by now. */
typedef struct {
  PdfFile *file;
  PdfObject *demands;
  PkiCertificate *certificate;
  GPtrArray *chain; /* PkiCertificate */
  gboolean partial; /* further issuers may come along with the key */
} Candidate;

/* A check gives what is demanded where it is not met, in words that follow "demands", else NULL. */
typedef char *(*Check) (const Candidate *self);

static GPtrArray *
read_list (const Candidate *self, const char *key)
{
  g_autoptr (PdfObject) value = pdf_file_get_key (self->file, self->demands, key, NULL);

  return pades_demand_read (self->file, value);
}

/* DER certificates; what is none is none of the listed. */
static GPtrArray *
read_certificates (const Candidate *self, const char *key)
{
  g_autoptr (PdfObject) value = pdf_file_get_key (self->file, self->demands, key, NULL);
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) pki_certificate_unref);
  guint n = MIN (pdf_object_get_length (value), MAX_ITEMS);
  guint i;

  for (i = 0; i < n; i++)
    {
      g_autoptr (PdfObject)
          item = pdf_file_resolve (self->file, pdf_object_peek_index (value, i), NULL);
      gsize length = 0;
      const guint8 *der = pdf_object_get_string (item, &length);
      PkiCertificate *certificate = der != NULL ? pki_certificate_new_from_der (der, length, NULL)
                                                : NULL;

      if (certificate != NULL)
        g_ptr_array_add (list, certificate);
    }
  return list;
}

static char *
name_one_of (GPtrArray *certificates, const char *what)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  guint i;

  for (i = 0; i < certificates->len; i++)
    g_ptr_array_add (names, (char *) pki_certificate_get_name (certificates->pdata[i]));
  return pades_demand_one_of (names, what);
}

static char *
check_subject (const Candidate *self)
{
  g_autoptr (GPtrArray) subjects = read_certificates (self, "Subject");
  g_autofree char *listed = NULL;

  if (pki_chain_contains (subjects, self->certificate))
    return NULL;
  listed = name_one_of (subjects, "another certificate: of");
  return g_strdup_printf ("%s (Subject); this one is of “%s”, serial number %s",
                          subjects->len > 0 ? listed : "one of no certificates at all",
                          pki_certificate_get_name (self->certificate),
                          pki_certificate_get_serial (self->certificate));
}

/* Issued by one of them, directly or further up. Where the chain may go on, nobody knows yet. */
static gboolean
may_come_from (const Candidate *self, GPtrArray *issuers)
{
  PkiCertificate *certificate = self->certificate;
  PkiCertificate *last = certificate;
  guint depth;

  for (depth = 0; certificate != NULL && depth < PKI_CHAIN_MAX_DEPTH; depth++)
    {
      if (pki_chain_find_issuer (certificate, issuers) != NULL)
        return TRUE;
      last = certificate;
      certificate = pki_chain_find_issuer (certificate, self->chain);
    }
  return self->partial && issuers->len > 0 && !pki_certificate_is_self_signed (last);
}

static char *
check_issuer (const Candidate *self)
{
  g_autoptr (GPtrArray) issuers = read_certificates (self, "Issuer");
  g_autofree char *listed = NULL;

  if (may_come_from (self, issuers))
    return NULL;
  listed = name_one_of (issuers, "a certificate issued by");
  return g_strdup_printf ("%s (Issuer); that of “%s” was issued by “%s”",
                          issuers->len > 0 ? listed : "a certificate of no issuer at all",
                          pki_certificate_get_name (self->certificate),
                          pki_certificate_get_issuer_name (self->certificate));
}

/* All of them: a certificate may well be issued under several. */
static char *
check_policy (const Candidate *self)
{
  g_autoptr (PdfObject) value = pdf_file_get_key (self->file, self->demands, "OID", NULL);
  g_autoptr (GPtrArray) policies = pades_demand_read (self->file, value);
  g_autofree char *listed = NULL;
  g_autofree char *present = NULL;
  gboolean fits = policies->len > 0;
  guint i;

  for (i = 0; fits && i < policies->len; i++)
    fits = pki_certificate_has_policy (self->certificate, policies->pdata[i]);
  if (fits || pdf_object_get_type (value) == PDF_TYPE_NULL)
    return NULL;
  listed = pades_demand_one_of (policies, "a certificate under the policy");
  present = pki_certificate_dup_policies (self->certificate);
  return g_strdup_printf ("%s (OID); that of “%s” names %s", listed,
                          pki_certificate_get_name (self->certificate),
                          present != NULL ? present : "none");
}

static gboolean
fits_name (const Candidate *self, PdfObject *name, GString *sentence)
{
  gboolean fits = TRUE;
  const char *key = NULL;
  PdfObject *raw = NULL;
  guint i;

  for (i = 0; i < MAX_ITEMS && pdf_object_peek_entry (name, i, &key, &raw); i++)
    {
      g_autoptr (PdfObject) value = pdf_file_resolve (self->file, raw, NULL);
      g_autofree char *text = pdf_object_dup_text (value);

      g_string_append (sentence, sentence->len > 0 ? ", " : "");
      pades_demand_quote (sentence, key);
      g_string_append (sentence, " ");
      pades_demand_quote (sentence, text != NULL ? text : "");
      fits = text != NULL && pki_certificate_has_attribute (self->certificate, key, text) && fits;
    }
  return fits;
}

/* Every attribute of every dictionary; the subject may have more. */
static char *
check_subject_name (const Candidate *self)
{
  g_autoptr (PdfObject) value = pdf_file_get_key (self->file, self->demands, "SubjectDN", NULL);
  g_autoptr (GString) sentence = g_string_new (NULL);
  gboolean alone = pdf_object_get_type (value) == PDF_TYPE_DICT;
  guint n = alone ? 1 : MIN (pdf_object_get_length (value), MAX_ITEMS);
  gboolean fits = n > 0 || pdf_object_get_type (value) == PDF_TYPE_NULL;
  guint i;

  for (i = 0; i < n && sentence->len < MAX_SENTENCE; i++)
    {
      PdfObject *raw = alone ? value : pdf_object_peek_index (value, i);
      g_autoptr (PdfObject) name = pdf_file_resolve (self->file, raw, NULL);

      fits = pdf_object_get_type (name) == PDF_TYPE_DICT && fits_name (self, name, sentence) &&
             fits;
    }
  if (fits && i == n)
    return NULL;
  return g_strdup_printf ("a certificate whose subject has %s (SubjectDN); this one’s is “%s”",
                          sentence->str, pki_certificate_get_subject (self->certificate));
}

/* One character for each bit in the order of RFC 5280: 1 set, 0 not set, X either. */
static gboolean
fits_usage (PkiCertificate *certificate, const char *pattern)
{
  guint bit;

  for (bit = 0; pattern[bit] != '\0'; bit++)
    if ((pattern[bit] == '0' || pattern[bit] == '1') &&
        pki_certificate_has_key_usage (certificate, bit) != (pattern[bit] == '1'))
      return FALSE;
  return TRUE;
}

static void
add_usages (GString *sentence, const char *pattern, char state, const char *word)
{
  gboolean begun = FALSE;
  guint bit;

  for (bit = 0; pattern[bit] != '\0' && pki_usage_get_name (bit) != NULL; bit++)
    if (pattern[bit] == state)
      {
        g_string_append_printf (sentence, "%s%s", begun ? "+" : word, pki_usage_get_name (bit));
        begun = TRUE;
      }
}

static char *
describe_usages (GPtrArray *patterns)
{
  GString *sentence = g_string_new ("a certificate for another use:");
  guint i;

  for (i = 0; i < patterns->len && sentence->len < MAX_SENTENCE; i++)
    {
      g_string_append (sentence, i > 0 ? ", or" : "");
      add_usages (sentence, patterns->pdata[i], '1', " with ");
      add_usages (sentence, patterns->pdata[i], '0', " without ");
    }
  return g_string_free (sentence, FALSE);
}

static char *
check_usage (const Candidate *self)
{
  g_autoptr (GPtrArray) patterns = read_list (self, "KeyUsage");
  gboolean fits = patterns->len == 0;
  g_autofree char *listed = NULL;
  g_autofree char *present = NULL;
  guint i;

  for (i = 0; !fits && i < patterns->len; i++)
    fits = fits_usage (self->certificate, g_ptr_array_index (patterns, i));
  if (fits)
    return NULL;
  listed = describe_usages (patterns);
  present = pki_certificate_dup_usages (self->certificate);
  return g_strdup_printf ("%s (KeyUsage); that of “%s” is for %s", listed,
                          pki_certificate_get_name (self->certificate), present);
}

static const struct {
  gint64 flag;
  Check check;
} constraints[] = {
    {REQUIRES_SUBJECT, check_subject}, {REQUIRES_ISSUER, check_issuer},
    {REQUIRES_POLICY, check_policy},   {REQUIRES_SUBJECT_NAME, check_subject_name},
    {REQUIRES_KEY_USAGE, check_usage},
};

/* Nothing but an address of the web, as it is written in ASCII, and without a password: it is shown
 * and never opened. */
static char *
dup_address (PdfFile *file, PdfObject *demands)
{
  g_autoptr (PdfObject) value = pdf_file_get_key (file, demands, "URL", NULL);
  g_autofree char *text = pdf_object_dup_text (value);
  g_autoptr (GUri) uri = NULL;

  if (text == NULL || strlen (text) > MAX_ADDRESS || !g_str_is_ascii (text))
    return NULL;
  uri = g_uri_parse (text, G_URI_FLAGS_ENCODED, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' ||
      (!g_str_equal (g_uri_get_scheme (uri), "http") &&
       !g_str_equal (g_uri_get_scheme (uri), "https")))
    return NULL;
  return g_uri_to_string_partial (uri, G_URI_HIDE_USERINFO | G_URI_HIDE_FRAGMENT);
}

/* With /URLType ASSP (table 238) the address is of a service that holds the keys; by default it is
 * of a page where one gets a certificate. */
static gboolean
is_service (PdfFile *file, PdfObject *demands)
{
  g_autoptr (PdfObject) type = pdf_file_get_key (file, demands, "URLType", NULL);

  return pdf_object_get_name (type) != NULL && !pdf_object_is_name (type, "Browser");
}

static gboolean
find_candidate (PadesPlan *plan, PdfObject *demands, Candidate *candidate)
{
  const PadesSignRequest *request = plan->request;
  PkiSigner *signer = request->signer;
  GPtrArray *chain = signer != NULL ? signer->funcs->get_certificates (signer)
                                    : request->certificates;

  if (chain == NULL || chain->len == 0)
    return FALSE;
  *candidate = (Candidate){plan->file, demands, chain->pdata[0], chain,
                           signer == NULL && request->more_certificates};
  return TRUE;
}

/**
 * pades_seed_certificate_check:
 * @plan: a plan with its field chosen
 * @demands: the certificate seed value dictionary
 *
 * Holds the signer's certificate, or the one that is going to sign as far as it is known before the
 * key, against what the field's author demands with the bits of /Ff.
 *
 * Returns: (transfer full) (nullable): what is demanded and what there is instead, in words that
 *   follow "demands"; %NULL where nothing stands against it or nobody knows yet who signs
 */
char *
pades_seed_certificate_check (PadesPlan *plan, PdfObject *demands)
{
  g_autoptr (PdfObject) value = pdf_file_get_key (plan->file, demands, "Ff", NULL);
  g_autofree char *address = dup_address (plan->file, demands);
  gboolean service = is_service (plan->file, demands);
  gint64 flags = pdf_object_get_integer (value);
  Candidate candidate;
  guint i;

  if ((flags & REQUIRES_URL) != 0 && service)
    return g_strdup_printf (
        "that a certain signing service is used (URL%s%s), not a key of one’s own",
        address != NULL ? ": " : "", address != NULL ? address : "");
  for (i = 0; find_candidate (plan, demands, &candidate) && i < G_N_ELEMENTS (constraints); i++)
    {
      g_autofree char *demand = (flags & constraints[i].flag) != 0
                                    ? constraints[i].check (&candidate)
                                    : NULL;

      if (demand != NULL && address != NULL && !service)
        return g_strdup_printf ("%s; by its author’s word such a certificate can be had at %s",
                                demand, address);
      if (demand != NULL)
        return g_steal_pointer (&demand);
    }
  return NULL;
}
