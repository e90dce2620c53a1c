/* SPDX-License-Identifier: GPL-3.0-or-later */

/* usage: corpus-campaign CORPUS sign|validate CUTS FLIPS
 *
 * VERMILION_CORPUS in the environment stands for CORPUS.
 *
 * Damages every file of one part of the corpus in many ways, always the same ones: cut so many
 * times, and with one byte changed so many times. A damaged file is signed or refused, judged or
 * refused, each in a process of its own, where nothing may crash, work longer than ten seconds or
 * take more than half a gibibyte. What was signed has to be whole, and nothing that covers the
 * damage may be called intact.
 *
 * The suite does a few of each; ./check --campaign does 200 under the sanitizers. */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pades-dictionary.h"
#include "pades-fixture.h"

/* Of its own work: a busy machine makes nothing slow. Who only waits is ended, too, but later. */
#define SECONDS 10
#define SECONDS_WAITING 120

/* The sanitizers need several times the memory of the program. */
#ifdef __SANITIZE_ADDRESS__
#define MEBIBYTES 2048
#else
#define MEBIBYTES 512
#endif

/* Half of what is changed is changed here, where most files have their structure. */
#define TAIL 8192u

typedef enum {
  OUTCOME_DONE = 0,
  OUTCOME_REFUSED = 10,
  OUTCOME_WRONG = 20,
  OUTCOME_FEWER = 30, /* cut before the last of its signatures */
} Outcome;

typedef struct {
  Fixture *fixture;
  PkiSigner *signer;
  PkiTrust *trust;
  gboolean sign;
  guint n_cuts;
  guint n_flips;
  char *folder; /* of the corpus */
  guint n_wrong;
} Campaign;

/* One way to damage a file. */
typedef struct {
  gboolean cut;
  gsize where;
  guint8 mask;
} Damage;

/* One file of the corpus and what became of it. */
typedef struct {
  const char *password;
  GBytes *bytes;
  guint n_signatures;
  guint n_done, n_refused, n_fewer, n_wrong;
} Subject;

/* Not for secrets: the same numbers in every run. */
static guint32
next_number (guint32 *state)
{
  *state ^= *state << 13;
  *state ^= *state >> 17;
  *state ^= *state << 5;
  return *state;
}

static Damage
choose_damage (const Campaign *self, guint number, gsize length, guint32 *state)
{
  Damage damage = {.cut = number < self->n_cuts};
  gsize room = number % 2 == 0 ? length : MIN (length, TAIL);

  damage.where = length - 1 - next_number (state) % room;
  damage.mask = 1 + next_number (state) % 255;
  return damage;
}

static GBytes *
apply (const Damage *damage, GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  guint8 *copy;

  if (damage->cut)
    return g_bytes_new_from_bytes (bytes, 0, damage->where);
  copy = g_memdup2 (data, length);
  copy[damage->where] ^= damage->mask;
  return g_bytes_new_take (copy, length);
}

static PdfFile *
open_bytes (GBytes *bytes, const Campaign *self, const char *password)
{
  g_autofree char *path = fixture_get_path (self->fixture, "damaged.pdf");

  g_unlink (path); /* what is written over is not cut */
  if (!g_file_set_contents_full (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                 G_FILE_SET_CONTENTS_NONE, 0600, NULL))
    abort ();
  return pdf_file_open_with_password (path, password, NULL, NULL);
}

static Outcome
complain (const char *what)
{
  g_print ("# %s\n", what);
  return OUTCOME_WRONG;
}

static Outcome
check_signed (const Campaign *self, const char *path, GBytes *input, const char *password)
{
  g_autoptr (PdfFile) file = pdf_file_open_with_password (path, password, NULL, NULL);
  g_autoptr (PadesReport) report = NULL;
  gsize length;
  gsize size = g_bytes_get_size (input);
  const PadesSignature *last;

  if (file == NULL)
    return complain ("what was signed cannot be opened");
  if (memcmp (pdf_file_get_data (file, &length), g_bytes_get_data (input, NULL), size) != 0)
    return complain ("the input is no prefix of what was signed");
  report = pades_verify (file, self->trust, SUPPORT_NOW, NULL, NULL);
  if (report == NULL || report->signatures->len == 0)
    return complain ("what was signed has no signature");
  for (guint i = 0; i < report->signatures->len; i++)
    {
      last = g_ptr_array_index (report->signatures, i);
      if (last->integrity == PADES_INTEGRITY_INTACT && last->coverage == PADES_COVERAGE_ENTIRE_FILE)
        return OUTCOME_DONE;
    }
  return complain ("no signature is over all that was signed");
}

static Outcome
sign_damaged (const Campaign *self, GBytes *bytes, const Subject *subject, gboolean with_mark)
{
  g_autoptr (PdfFile) file = open_bytes (bytes, self, subject->password);
  g_autofree char *output = fixture_get_path (self->fixture, "signed.pdf");
  g_autoptr (PadesAppearance) appearance = fixture_appearance ();
  g_autoptr (GPtrArray) marks = g_ptr_array_new ();
  PadesMark mark = {.placement = {0, 20, 20, 30, 30, 0}, .appearance = appearance};
  PadesSignRequest request = fixture_request (self->fixture, self->signer, PADES_LEVEL_B_B);
  Outcome outcome;

  if (with_mark)
    g_ptr_array_add (marks, &mark);
  request.marks = marks;
  if (file == NULL)
    return OUTCOME_REFUSED;
  if (!pades_sign (file, output, &request, NULL, NULL))
    return g_file_test (output, G_FILE_TEST_EXISTS) ? complain ("a file was left behind")
                                                    : OUTCOME_REFUSED;
  outcome = check_signed (self, output, bytes, subject->password);
  g_unlink (output);
  return outcome;
}

/* Whether the digest of a signature is over the byte that was changed, or over bytes cut off. */
static gboolean
covers (const PadesDictionary *dictionary, const Damage *damage)
{
  if (!dictionary->has_range)
    return FALSE;
  if (damage->cut)
    return dictionary->end > damage->where;
  return damage->where < dictionary->gap ||
         (damage->where >= dictionary->tail && damage->where < dictionary->end);
}

static Outcome
check_verdicts (PdfFile *file, const PadesReport *report, const Damage *damage, guint n_before)
{
  g_autoptr (GPtrArray) dictionaries = pades_dictionary_list (file, NULL);

  if (dictionaries == NULL || dictionaries->len != report->signatures->len)
    return complain ("the report is not about the signatures that are there");
  for (guint i = 0; i < dictionaries->len; i++)
    {
      const PadesSignature *signature = g_ptr_array_index (report->signatures, i);

      if (covers (g_ptr_array_index (dictionaries, i), damage) &&
          (signature->integrity == PADES_INTEGRITY_INTACT ||
           signature->indication == PADES_INDICATION_TOTAL_PASSED))
        return complain ("a signature is over the damage, and called intact");
    }
  if (report->signatures->len >= n_before || report->indication == PADES_INDICATION_TOTAL_FAILED)
    return OUTCOME_DONE;
  if (report->indication == PADES_INDICATION_TOTAL_PASSED)
    return complain ("a signature is missing, and the file passed");
  return damage->cut ? OUTCOME_FEWER : complain ("a signature is not heard of");
}

static Outcome
judge_damaged (const Campaign *self, GBytes *bytes, const Subject *subject, const Damage *damage)
{
  g_autoptr (PdfFile) file = open_bytes (bytes, self, subject->password);
  g_autoptr (PadesReport) report = NULL;

  if (file != NULL)
    report = pades_verify (file, self->trust, SUPPORT_NOW, NULL, NULL);
  if (report == NULL)
    return OUTCOME_REFUSED;
  return check_verdicts (file, report, damage, subject->n_signatures);
}

/* In a process of its own; gives how it ended, as wait() does, or -1 for too much memory. */
static int
run_apart (const Campaign *self, const Subject *subject, const Damage *damage)
{
  struct rusage used;
  int status = 0;
  pid_t child = fork ();

  if (child == 0)
    {
      g_autoptr (GBytes) bytes = apply (damage, subject->bytes);

      setrlimit (RLIMIT_CPU, &(struct rlimit){SECONDS, SECONDS + 1});
      alarm (SECONDS_WAITING);
      _exit (self->sign ? (int) sign_damaged (self, bytes, subject, damage->where % 2)
                        : (int) judge_damaged (self, bytes, subject, damage));
    }
  if (child < 0 || wait4 (child, &status, 0, &used) != child)
    abort ();
  return used.ru_maxrss > MEBIBYTES * 1024 ? -1 : status;
}

static void
try (const Campaign *self, Subject *subject, const Damage *damage)
{
  int status = run_apart (self, subject, damage);

  if (status >= 0 && WIFEXITED (status))
    switch (WEXITSTATUS (status))
      {
      case OUTCOME_DONE:
        subject->n_done++;
        return;
      case OUTCOME_REFUSED:
        subject->n_refused++;
        return;
      case OUTCOME_FEWER:
        subject->n_fewer++;
        return;
      default:
        break;
      }
  subject->n_wrong++;
  g_print ("# %s at %zu with %02x: ", damage->cut ? "cut" : "changed", damage->where, damage->mask);
  if (status < 0)
    g_print ("more than %d MiB\n", MEBIBYTES);
  else if (WIFSIGNALED (status))
    g_print ("%s\n", g_strsignal (WTERMSIG (status)));
  else
    g_print ("exit status %d\n", WEXITSTATUS (status));
}

static guint
count_signatures (GBytes *bytes, const Campaign *self, const char *password)
{
  g_autoptr (PdfFile) file = open_bytes (bytes, self, password);
  g_autoptr (GPtrArray) found = file != NULL ? pades_dictionary_list (file, NULL) : NULL;

  return found != NULL ? found->len : 0;
}

static void
run_file (Campaign *self, const char *name, const char *password)
{
  static guint number = 0;
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autoptr (GBytes) bytes = fixture_read (path);
  Subject subject = {.password = password, .bytes = bytes};
  guint32 state = g_str_hash (name) | 1;

  if (g_bytes_get_size (bytes) > 0)
    {
      subject.n_signatures = count_signatures (bytes, self, password);
      for (guint i = 0; i < self->n_cuts + self->n_flips; i++)
        {
          Damage damage = choose_damage (self, i, g_bytes_get_size (bytes), &state);

          try (self, &subject, &damage);
        }
    }
  self->n_wrong += subject.n_wrong;
  g_print ("%s %u %s: %u %s, %u refused, %u with fewer signatures\n",
           subject.n_wrong > 0 ? "not ok" : "ok", ++number, name, subject.n_done,
           self->sign ? "signed" : "judged", subject.n_refused, subject.n_fewer);
}

/* The column of a table whose first line names them. */
static int
find_column (char **names, const char *name)
{
  for (int i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], name))
      return i;
  abort ();
}

static guint
run_manifest (Campaign *self, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_auto (GStrv) names = g_strsplit (lines[0], "\t", -1);
  int file = find_column (names, "file");
  int password = find_column (names, "password");
  guint n = 0;

  for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[i], "\t", -1);
      const char *word = cells[password];

      /* "-", "(empty)" and the like are no passwords. */
      run_file (self, cells[file], *word == '-' || *word == '(' || *word == '\0' ? NULL : word);
      n++;
    }
  return n;
}

static void
trust_roots (const Campaign *self)
{
  g_autofree char *folder = g_build_filename (self->folder, "trust", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, "root.pem"))
      {
        g_autofree char *path = g_build_filename (folder, name, NULL);

        pki_trust_add_file (self->trust, path, NULL);
      }
}

int
main (int argc, char **argv)
{
  const char *corpus = g_getenv ("VERMILION_CORPUS");
  g_autofree char *manifest = NULL;
  g_autofree char *text = NULL;
  Campaign self = {0};

  if (argc != 5)
    return 2;
  self.folder = g_build_filename (corpus != NULL ? corpus : argv[1], argv[2], NULL);
  manifest = g_build_filename (self.folder, "manifest.tsv", NULL);
  if (!g_file_get_contents (manifest, &text, NULL, NULL))
    {
      g_print ("ok 1 damaging the corpus # SKIP no corpus\n1..1\n");
      return 0;
    }
  self.sign = g_str_equal (argv[2], "sign");
  self.n_cuts = (guint) atoi (argv[3]);
  self.n_flips = (guint) atoi (argv[4]);
  self.fixture = fixture_new ();
  self.signer = fixture_new_signer (self.fixture, "p256");
  self.trust = self.fixture->trust;
  trust_roots (&self);
  g_print ("1..%u\n", run_manifest (&self, text));
  g_print ("# %u were wrong\n", self.n_wrong);
  pki_signer_free (self.signer);
  fixture_free (self.fixture);
  g_free (self.folder);
  return self.n_wrong > 0;
}
