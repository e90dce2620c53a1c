/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-pdf.h"
#include "fuzz.h"
#include "support-pdf.h"

/* Objects that are read of a file: the target must be fast. */
#define MAX_OBJECTS 20
#define MAX_DATA 100000

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (PdfFile) file = pdf_file_new_for_bytes (bytes, NULL, NULL);

  if (!file)
    return 0;
  for (guint32 i = 1; i < MIN (pdf_file_get_size (file), MAX_OBJECTS); i++)
    {
      g_autoptr (PdfObject) object = pdf_file_load (file, i, NULL);
      g_autoptr (GBytes) stream = pdf_file_decode (file, object, MAX_DATA, NULL);

      g_assert_true (!stream || g_bytes_get_size (stream) <= MAX_DATA);
    }
  fuzz_pdf_append (file, data, size);
  return 0;
}

/* As qpdf makes them, for an empty password and the identifier of support-pdf.c. What they stand
 * before is not encrypted, so that strings decrypt to rubbish, but all of the way is gone. */
static const char *const encryptions[] = {
    "/Encrypt << /Filter /Standard /Length 40 /O "
    "<c92422687facee686e373f10b5c7d04738053152f7e2ee30e11c69ec442576ab> /P -4 /R 2 /U "
    "<adb43c8d5c0a904ecd6878928abf0a1ef65fa75e1632b2134005fa3b1d844c68> /V 1 >> ",
    "/Encrypt << /Filter /Standard /Length 128 /O "
    "<566fa873ee33c797cd3b904fdadf814afa34df9a38f6ed41b984e2c6da2aa6f5> /P -4 /R 3 /U "
    "<60cb14e897d58381f951427876a780410122456a91bae5134273a6db134c87c4> /V 2 >> ",
    "/Encrypt << /CF << /StdCF << /AuthEvent /DocOpen /CFM /AESV2 /Length 16 >> >> "
    "/Filter /Standard /Length 128 /O "
    "<566fa873ee33c797cd3b904fdadf814afa34df9a38f6ed41b984e2c6da2aa6f5> /P -4 /R 4 /StmF "
    "/StdCF /StrF /StdCF /U "
    "<60cb14e897d58381f951427876a780410122456a91bae5134273a6db134c87c4> /V 4 >> ",
    "/Encrypt << /CF << /StdCF << /AuthEvent /DocOpen /CFM /AESV3 /Length 32 >> >> "
    "/Filter /Standard /Length 256 /O "
    "<a096fe1292c118d6f1f9674bc2b27626b3a4f5ed3acd4e483d709d498ac6740fe99cc86b52cd05d5725"
    "fc7917427733c> "
    "/OE <28967efb44a485be239062ebcc675f22c92d5a61791aca67526620ce362fbab7> /P -4 /Perms "
    "<753d97c849f24f228daf247e766c5af6> /R 5 /StmF /StdCF /StrF /StdCF /U "
    "<d6eac780adfc930d8f464235b9adfc14e27ba9152a381a48f24be4d474ca048f4ce3aa7e2ea2e38ba15"
    "f49e3dc4df341> "
    "/UE <305cb7f37e779488e877466121a20174f0c01f919e0eff2b1c0fe93496c5d591> /V 5 >> ",
    "/Encrypt << /CF << /StdCF << /AuthEvent /DocOpen /CFM /AESV3 /Length 32 >> >> "
    "/Filter /Standard /Length 256 /O "
    "<61f9914cb23a7cc7d16388aaa19541f44693b06866897b4ffdcb63b86f0b12f7b09dff12659d2968cb1"
    "8071462adf628> "
    "/OE <6ed96982648b038e4dfd7b70557311a863e6ce7ae576f3d2ca751474e8c101c2> /P -4 /Perms "
    "<11f7c2d01e4d7e707c49ba29facd6d75> /R 6 /StmF /StdCF /StrF /StdCF /U "
    "<8df446c04f3c1e98977efd8f1958cda1f050ddcb2bfdba44b733d24d2f4ea89d419134625b9a07d7eab"
    "8f2901d100ac4> "
    "/UE <e7a95ff31ec6f854f2dba7ea2f3983a59d58ae05cd1e90ba9fa56ee5d1e514e6> /V 5 >> ",
};

GBytes *
fuzz_seed (guint index)
{
  SupportPdf options = {.form = index % 2 ? SUPPORT_PDF_STREAM : SUPPORT_PDF_TABLE, .n_fields = 1};

  if (index >= 2 * G_N_ELEMENTS (encryptions))
    return NULL;
  options.trailer = encryptions[index / 2];
  return support_pdf_new (&options);
}
