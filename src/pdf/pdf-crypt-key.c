/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pdf-crypt-key.h"

#include <string.h>

/* ISO 32000-2, 7.6.4.3.2: what is missing of a password, up to revision 4. */
#define PADDED 32
static const guint8 padding[PADDED] = {
    0x28, 0xbf, 0x4e, 0x5e, 0x4e, 0x75, 0x8a, 0x41, 0x64, 0x00, 0x4e, 0x56, 0xff, 0xfa, 0x01, 0x08,
    0x2e, 0x2e, 0x00, 0xb6, 0xd0, 0x68, 0x3e, 0x80, 0x2f, 0x0c, 0xa9, 0xfe, 0x64, 0x53, 0x69, 0x7a,
};

/* 7.6.4.3.3: bytes of UTF-8 that count from revision 5 on. */
#define MAX_PASSWORD 127

/* Room made at once, so that no copy is left where an array grew. */
#define MAX_PHRASE (MAX_PASSWORD + PDF_DIGEST_MAX + 48)

#define SALT 8
#define HASHED 32
#define REPEATED 64

/* What is asked: all but the password, which is tried in several spellings. */
typedef struct {
  const PdfEncryption *file;
  PdfCiphers *ciphers;
} Lock;

static void
wipe_string (gpointer data)
{
  explicit_bzero (data, strlen (data));
  g_free (data);
}

static void
pad (const char *password, guint8 padded[PADDED])
{
  gsize length = MIN (strlen (password), PADDED);

  memcpy (padded, password, length);
  memcpy (padded + length, padding, PADDED - length);
}

static void
digest_again (const Lock *self, guint8 *digest, guint times)
{
  while (times-- > 0)
    pdf_ciphers_digest (self->ciphers, PDF_DIGEST_MD5, digest, self->file->length, digest);
}

/* Algorithm 2: the file's key from a padded user password. */
static void
derive_key (const Lock *self, const guint8 padded[PADDED], PdfKey *key)
{
  guint32 permissions = GUINT32_TO_LE (self->file->permissions);
  guint8 digest[PDF_DIGEST_MAX];
  gsize length;
  const guint8 *id = g_bytes_get_data (self->file->id, &length);
  g_autoptr (GByteArray) input = g_byte_array_sized_new (2 * PADDED + 8 + length);

  g_byte_array_append (input, padded, PADDED);
  g_byte_array_append (input, self->file->owner, PADDED);
  g_byte_array_append (input, (const guint8 *) &permissions, sizeof permissions);
  g_byte_array_append (input, id, length);
  if (self->file->revision >= 4 && !self->file->metadata)
    g_byte_array_append (input, (const guint8 *) "\xff\xff\xff\xff", 4);
  pdf_ciphers_digest (self->ciphers, PDF_DIGEST_MD5, input->data, input->len, digest);
  digest_again (self, digest, self->file->revision >= 3 ? 50 : 0);
  key->length = self->file->length;
  memcpy (key->bytes, digest, key->length);
  explicit_bzero (input->data, input->len);
  explicit_bzero (digest, sizeof digest);
}

/* The steps of algorithms 3, 5 and 7 that use the key twenty times, each byte of it XORed with the
 * number of the step; once for revision 2. */
static void
rc4_steps (const Lock *self, const PdfKey *key, gboolean backwards, guint8 *data, gsize length)
{
  int steps = self->file->revision >= 3 ? 20 : 1;

  for (int i = 0; i < steps; i++)
    {
      PdfKey turned = *key;

      for (guint j = 0; j < key->length; j++)
        turned.bytes[j] ^= backwards ? steps - 1 - i : i;
      pdf_ciphers_rc4 (self->ciphers, &turned, data, length);
      explicit_bzero (&turned, sizeof turned);
    }
}

/* Algorithms 4 to 6. */
static gboolean
try_user (const Lock *self, const guint8 padded[PADDED], PdfKey *key)
{
  guint8 check[PDF_DIGEST_MAX];
  gsize length = PADDED;

  derive_key (self, padded, key);
  memcpy (check, padding, PADDED);
  if (self->file->revision >= 3)
    {
      g_autoptr (GByteArray) input = g_byte_array_new ();
      gsize size;
      const guint8 *id = g_bytes_get_data (self->file->id, &size);

      g_byte_array_append (input, padding, PADDED);
      g_byte_array_append (input, id, size);
      length = pdf_ciphers_digest (self->ciphers, PDF_DIGEST_MD5, input->data, input->len, check);
    }
  rc4_steps (self, key, FALSE, check, length);
  return memcmp (check, self->file->user, length) == 0;
}

/* Algorithm 7: the owner's password opens the user's. */
static gboolean
try_owner (const Lock *self, const guint8 padded[PADDED], PdfKey *key)
{
  guint8 digest[PDF_DIGEST_MAX];
  guint8 user[PADDED];
  PdfKey owner = {.length = self->file->length};
  gboolean right;

  pdf_ciphers_digest (self->ciphers, PDF_DIGEST_MD5, padded, PADDED, digest);
  digest_again (self, digest, self->file->revision >= 3 ? 50 : 0);
  memcpy (owner.bytes, digest, owner.length);
  memcpy (user, self->file->owner, PADDED);
  rc4_steps (self, &owner, TRUE, user, PADDED);
  right = try_user (self, user, key);
  explicit_bzero (digest, sizeof digest);
  explicit_bzero (&owner, sizeof owner);
  explicit_bzero (user, sizeof user);
  return right;
}

static gboolean
open_padded (const Lock *self, const char *password, PdfKey *key, gboolean *is_owner)
{
  guint8 padded[PADDED];
  gboolean right;

  pad (password, padded);
  *is_owner = try_owner (self, padded, key);
  right = *is_owner || try_user (self, padded, key);
  explicit_bzero (padded, sizeof padded);
  return right;
}

/* What is hashed from revision 5 on: a password, a salt, and for the owner all of /U. */
typedef struct {
  const char *password;
  gsize length;
  const guint8 *salt;
  const guint8 *user; /* or NULL */
} Phrase;

static void
append_user (const Phrase *phrase, GByteArray *out)
{
  if (phrase->user)
    g_byte_array_append (out, phrase->user, sizeof ((PdfEncryption *) NULL)->user);
}

/* One round of algorithm 2.B: @hash of @length bytes becomes the next. The last byte encrypted
 * decides when it ends. */
static gsize
harden (const Lock *self, const Phrase *phrase, guint8 *hash, gsize length, guint8 *last)
{
  static const PdfDigest digests[] = {PDF_DIGEST_SHA256, PDF_DIGEST_SHA384, PDF_DIGEST_SHA512};
  g_autoptr (GByteArray) work = g_byte_array_sized_new (MAX_PHRASE * REPEATED);
  PdfKey key = {.length = 16};
  guint sum = 0;
  gsize made, once;

  g_byte_array_append (work, (const guint8 *) phrase->password, phrase->length);
  g_byte_array_append (work, hash, length);
  append_user (phrase, work);
  once = work->len;
  g_byte_array_set_size (work, once * REPEATED);
  for (gsize i = 1; i < REPEATED; i++)
    memcpy (work->data + i * once, work->data, once);
  memcpy (key.bytes, hash, key.length);
  pdf_ciphers_encrypt_aes (self->ciphers, &key, hash + key.length, work->data, work->len);
  /* 256 is 1 modulo 3, so the sum of the bytes has the remainder of the number. */
  for (guint i = 0; i < PDF_BLOCK; i++)
    sum += work->data[i];
  made = pdf_ciphers_digest (self->ciphers, digests[sum % 3], work->data, work->len, hash);
  *last = work->data[work->len - 1];
  explicit_bzero (work->data, work->len);
  explicit_bzero (&key, sizeof key);
  return made;
}

/* Algorithm 2.B; revision 5 stops after the first digest. It ends at round 288 at the latest. */
static void
hash_phrase (const Lock *self, const Phrase *phrase, guint8 hash[PDF_DIGEST_MAX])
{
  g_autoptr (GByteArray) input = g_byte_array_sized_new (MAX_PHRASE);
  guint8 last = 0;
  gsize length;

  g_byte_array_append (input, (const guint8 *) phrase->password, phrase->length);
  g_byte_array_append (input, phrase->salt, SALT);
  append_user (phrase, input);
  length = pdf_ciphers_digest (self->ciphers, PDF_DIGEST_SHA256, input->data, input->len, hash);
  explicit_bzero (input->data, input->len);
  if (self->file->revision < 6)
    return;
  for (guint round = 1; round <= REPEATED || last > round - 1 - 32; round++)
    length = harden (self, phrase, hash, length, &last);
}

/* Algorithm 2.A: @stored is a hash, the salt to check it with and the salt of the key. */
static gboolean
try_phrase (const Lock *self,
            Phrase phrase,
            const guint8 stored[48],
            const guint8 wrapped[PDF_KEY_MAX],
            PdfKey *key)
{
  guint8 hash[PDF_DIGEST_MAX];
  PdfKey unwrapping = {.length = PDF_KEY_MAX};
  gboolean right;

  phrase.salt = stored + HASHED;
  hash_phrase (self, &phrase, hash);
  right = memcmp (hash, stored, HASHED) == 0;
  explicit_bzero (hash, sizeof hash);
  if (!right)
    return FALSE;
  phrase.salt = stored + HASHED + SALT;
  hash_phrase (self, &phrase, hash);
  memcpy (unwrapping.bytes, hash, PDF_KEY_MAX);
  memcpy (key->bytes, wrapped, PDF_KEY_MAX);
  key->length = PDF_KEY_MAX;
  pdf_ciphers_decrypt_aes (self->ciphers, &unwrapping, NULL, key->bytes, PDF_KEY_MAX);
  explicit_bzero (hash, sizeof hash);
  explicit_bzero (&unwrapping, sizeof unwrapping);
  return TRUE;
}

static gboolean
open_phrase (const Lock *self, const char *password, PdfKey *key, gboolean *is_owner)
{
  const PdfEncryption *file = self->file;
  Phrase phrase = {password, MIN (strlen (password), MAX_PASSWORD), NULL, file->user};

  *is_owner = try_phrase (self, phrase, file->owner, file->owner_key, key);
  phrase.user = NULL;
  return *is_owner || try_phrase (self, phrase, file->user, file->user_key, key);
}

/* RFC 4013, 2.1: characters that are commonly mapped to nothing (RFC 3454, B.1). */
static gboolean
is_nothing (gunichar c)
{
  return c == 0xad || c == 0x34f || c == 0x1806 || (c >= 0x180b && c <= 0x180d) ||
         (c >= 0x200b && c <= 0x200d) || c == 0x2060 || (c >= 0xfe00 && c <= 0xfe0f) || c == 0xfeff;
}

/* SASLprep (RFC 4013) without its prohibitions: what may not be a password opens nothing anyhow. */
static char *
prepare (const char *password)
{
  GString *mapped = g_string_sized_new (4 * strlen (password) + 1);
  char *normal;

  for (const char *c = password; *c; c = g_utf8_next_char (c))
    {
      gunichar at = g_utf8_get_char (c);

      if (!is_nothing (at))
        g_string_append_unichar (mapped,
                                 g_unichar_type (at) == G_UNICODE_SPACE_SEPARATOR ? ' ' : at);
    }
  normal = g_utf8_normalize (mapped->str, mapped->len, G_NORMALIZE_NFKC);
  explicit_bzero (mapped->str, mapped->len);
  g_string_free (mapped, TRUE);
  return normal;
}

static void
add_spelling (GPtrArray *spellings, char *spelling)
{
  if (spelling)
    g_ptr_array_add (spellings, spelling);
}

/* Up to revision 4: PDFDocEncoding nearly is Latin-1; others took what the system's encoding was.
 */
static void
add_encoded (GPtrArray *spellings, const char *password)
{
  static const char *const encodings[] = {"ISO-8859-1", "WINDOWS-1252", "GB18030"};
  g_autofree char *composed = g_utf8_normalize (password, -1, G_NORMALIZE_NFC);

  for (guint i = 0; i < G_N_ELEMENTS (encodings); i++)
    add_spelling (spellings, g_convert (composed, -1, encodings[i], "UTF-8", NULL, NULL, NULL));
  explicit_bzero (composed, strlen (composed));
}

/* A password as programs may have spelled it: as typed, prepared as it should be from revision 5
 * on, composed as keyboards give it, or decomposed as it came from a file name or a Mac. */
static GPtrArray *
spell (const PdfEncryption *file, const char *password)
{
  GPtrArray *spellings = g_ptr_array_new_with_free_func (wipe_string);

  g_ptr_array_add (spellings, g_strdup (password));
  if (g_str_is_ascii (password) || !g_utf8_validate (password, -1, NULL))
    return spellings;
  if (file->revision >= 5)
    add_spelling (spellings, prepare (password));
  else
    add_encoded (spellings, password);
  add_spelling (spellings, g_utf8_normalize (password, -1, G_NORMALIZE_NFC));
  add_spelling (spellings, g_utf8_normalize (password, -1, G_NORMALIZE_NFD));
  return spellings;
}

/**
 * pdf_encryption_open: (skip)
 * @self: what the file says
 * @ciphers: with RC4 up to revision 4
 * @password: UTF-8, as typed
 * @key: (out): the file's key, to be wiped
 * @is_owner: (out): whether it was the owner's password
 *
 * Tries a password as the owner's and as the user's.
 *
 * Returns: %FALSE when it is neither
 */
gboolean
pdf_encryption_open (const PdfEncryption *self,
                     PdfCiphers *ciphers,
                     const char *password,
                     PdfKey *key,
                     gboolean *is_owner)
{
  const Lock lock = {self, ciphers};
  g_autoptr (GPtrArray) spellings = spell (self, password);

  for (guint i = 0; i < spellings->len; i++)
    if (self->revision >= 5 ? open_phrase (&lock, spellings->pdata[i], key, is_owner)
                            : open_padded (&lock, spellings->pdata[i], key, is_owner))
      return TRUE;
  explicit_bzero (key, sizeof *key);
  return FALSE;
}

/**
 * pdf_encryption_check: (skip)
 * @self: what the file says
 * @ciphers: ciphers
 * @key: the file's key
 *
 * Compares the permissions with their encrypted copy (algorithm 13), which files have from
 * revision 5 on.
 *
 * Returns: %FALSE when somebody changed them
 */
gboolean
pdf_encryption_check (const PdfEncryption *self, PdfCiphers *ciphers, const PdfKey *key)
{
  guint8 perms[sizeof self->perms];
  guint32 permissions;

  if (self->revision < 5)
    return TRUE;
  memcpy (perms, self->perms, sizeof perms);
  pdf_ciphers_decrypt_aes (ciphers, key, NULL, perms, sizeof perms);
  memcpy (&permissions, perms, sizeof permissions);
  return memcmp (perms + 9, "adb", 3) == 0 && GUINT32_FROM_LE (permissions) == self->permissions;
}
