/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pades-change.h"

#define N_(s) (s)

/* What a certification permits besides forms (ISO 32000-2, table 257). */
#define PERMITS_NOTHING 1
#define PERMITS_FORMS 2
#define PERMITS_COMMENTS 3

typedef struct {
  const char *word;
  const char *text;    /* {name}, {before} and {after} are filled in */
  const char *unnamed; /* for when there is no name, or NULL */
} Words;

static const Words kinds[PADES_N_CHANGES] = {
    [PADES_CHANGE_PROOFS] = {"validation-data",
                             N_ ("Proofs for checking signatures later were added"), NULL},
    [PADES_CHANGE_TIMESTAMP] = {"timestamp-added", N_ ("A document time-stamp was added"), NULL},
    [PADES_CHANGE_METADATA] = {"metadata", N_ ("The document’s properties were updated"), NULL},
    [PADES_CHANGE_EXTENSIONS] = {"extensions", N_ ("The version of the file format was updated"),
                                 NULL},
    [PADES_CHANGE_TAIL] = {"trailing-bytes",
                           N_ ("Bytes that belong to no version follow the end of the document"),
                           NULL},
    [PADES_CHANGE_SIGNATURE] = {"signature-added",
                                N_ ("A signature was added in the field “{name}”"),
                                N_ ("A signature was added")},
    [PADES_CHANGE_MARK] = {"signature-mark-added",
                           N_ ("A picture was added together with a later signature: {name}"),
                           N_ ("A picture was added together with a later signature")},
    [PADES_CHANGE_EMPTY_FIELD] = {"signature-field-added",
                                  N_ ("An empty signature field “{name}” was added"), NULL},
    [PADES_CHANGE_FIELD_VALUE] =
        {"field-value", N_ ("The form field “{name}” was changed from “{before}” to “{after}”"),
         NULL},
    [PADES_CHANGE_FIELD_LOOK] = {"field-appearance",
                                 N_ ("The look of the form field “{name}” was changed"), NULL},
    [PADES_CHANGE_FIELD_UNCLEAR] =
        {"field-unclear",
         N_ ("The form field “{name}” was changed from “{before}” to “{after}”, and it cannot be "
             "told for certain that this is what it shows"),
         NULL},
    [PADES_CHANGE_FORM] = {"form-settings", N_ ("Settings of the form were changed ({name})"),
                           NULL},
    [PADES_CHANGE_STRUCTURE] =
        {"structure",
         N_ ("A signature was entered into the document’s structure for screen readers"), NULL},
    [PADES_CHANGE_COMMENT_ADDED] = {"comment-added", N_ ("A comment was added ({name}): {after}"),
                                    NULL},
    [PADES_CHANGE_COMMENT_CHANGED] = {"comment-changed", N_ ("A comment was changed ({name})"),
                                      NULL},
    [PADES_CHANGE_COMMENT_REMOVED] = {"comment-removed", N_ ("A comment was removed ({name})"),
                                      NULL},
    [PADES_CHANGE_FIELD_ADDED] = {"field-added", N_ ("A form field “{name}” was added"), NULL},
    [PADES_CHANGE_FIELD_REMOVED] = {"field-removed", N_ ("The form field “{name}” was removed"),
                                    NULL},
    [PADES_CHANGE_FIELD_ALTERED] = {"field-altered",
                                    N_ ("The form field “{name}” was made another"), NULL},
    [PADES_CHANGE_FIELD_SHOWN] =
        {"field-shown", N_ ("The form field “{name}” shows something else than what it holds"),
         NULL},
    [PADES_CHANGE_SIGNATURE_REMOVED] = {"signature-removed",
                                        N_ ("The signature in the field “{name}” was removed"),
                                        NULL},
    [PADES_CHANGE_SIGNATURE_ALTERED] =
        {"signature-altered", N_ ("What the signature in the field “{name}” says was altered"),
         NULL},
    [PADES_CHANGE_ANNOTATION_ADDED] = {"annotation-added",
                                       N_ ("Something was laid over the page ({name})"), NULL},
    [PADES_CHANGE_ANNOTATION_CHANGED] =
        {"annotation-changed", N_ ("Something that lies over the page was changed ({name})"), NULL},
    [PADES_CHANGE_ANNOTATION_REMOVED] =
        {"annotation-removed", N_ ("Something that lay over the page was removed ({name})"), NULL},
    [PADES_CHANGE_PAGES] = {"pages",
                            N_ ("Pages were added, removed or moved: {before} before, {after} now"),
                            NULL},
    [PADES_CHANGE_PAGE] = {"page-content", N_ ("The content of the page was changed"), NULL},
    [PADES_CHANGE_SETTING] = {"document-setting",
                              N_ ("A setting of the document was changed ({name})"), NULL},
    [PADES_CHANGE_OBJECT] = {"object", N_ ("A part of the document was changed ({name})"), NULL},
};

/* What lies on a page, by its /Subtype (ISO 32000-2, table 171). */
typedef struct {
  const char *name;
  const char *word;
} Noun;

static const Noun annotations[] = {
    {"Text", N_ ("note")},
    {"FreeText", N_ ("text")},
    {"Link", N_ ("link")},
    {"Widget", N_ ("form element")},
    {"Highlight", N_ ("highlighting")},
    {"Underline", N_ ("underlining")},
    {"Squiggly", N_ ("underlining")},
    {"StrikeOut", N_ ("crossing out")},
    {"Stamp", N_ ("stamp")},
    {"Ink", N_ ("drawing by hand")},
    {"Line", N_ ("line")},
    {"PolyLine", N_ ("line")},
    {"Square", N_ ("box")},
    {"Circle", N_ ("ellipse")},
    {"Polygon", N_ ("polygon")},
    {"Caret", N_ ("insertion mark")},
    {"Popup", N_ ("pop-up note")},
    {"FileAttachment", N_ ("attached file")},
    {"Redact", N_ ("redaction")},
    {"Watermark", N_ ("watermark")},
};

/* What an entry of the catalog, of the trailer or of the form is for (ISO 32000-2, tables 15, 29
 * and 224). */
static const Noun settings[] = {
    {"AA", N_ ("what it does when it is closed, saved or printed")},
    {"AcroForm", N_ ("its form")},
    {"AF", N_ ("files that belong to it")},
    {"CO", N_ ("the order in which its fields are calculated")},
    {"Collection", N_ ("how attached files are presented")},
    {"DA", N_ ("how text in its fields looks")},
    {"Dests", N_ ("where links lead to")},
    {"DPartRoot", N_ ("its parts for printing")},
    {"DR", N_ ("fonts of its form")},
    {"DSS", N_ ("proofs kept for its signatures")},
    {"Encrypt", N_ ("its encryption")},
    {"Fields", N_ ("the list of its fields")},
    {"Info", N_ ("its title and author")},
    {"Lang", N_ ("its language")},
    {"Legal", N_ ("what it says about its legal effect")},
    {"Metadata", N_ ("what it says about itself")},
    {"Names", N_ ("scripts, attached files or targets of links")},
    {"NeedAppearances", N_ ("whether fields are drawn anew")},
    {"NeedsRendering", N_ ("whether its pages are made by a program")},
    {"OCProperties", N_ ("which layers are shown")},
    {"OpenAction", N_ ("what happens when it is opened")},
    {"Outlines", N_ ("its bookmarks")},
    {"OutputIntents", N_ ("how colours are printed")},
    {"PageLabels", N_ ("the numbers of its pages")},
    {"PageLayout", N_ ("how pages are laid out on the screen")},
    {"PageMode", N_ ("what is shown beside the pages")},
    {"Pages", N_ ("its pages")},
    {"Perms", N_ ("what its certification permits")},
    {"Q", N_ ("how text in its fields is aligned")},
    {"Requirements", N_ ("what it demands of a reader")},
    {"Root", N_ ("all of it: another document was put in its place")},
    {"SigFlags", N_ ("the note that it is signed")},
    {"SpiderInfo", N_ ("web pages that it was made of")},
    {"StructTreeRoot", N_ ("its structure for screen readers")},
    {"Threads", N_ ("the order in which articles are read")},
    {"URI", N_ ("the address that its links begin with")},
    {"ViewerPreferences", N_ ("how a reader shows and prints it")},
    {"XFA", N_ ("a second form that some readers show instead")},
};

/**
 * pades_change_new:
 * @kind: what was changed
 * @effect: how far it reaches
 * @revision: the revision it came with, from 1
 *
 * Makes a change that names no page and no values yet.
 *
 * Returns: (transfer full): the change
 */
PadesChange *
pades_change_new (PadesChangeKind kind, PadesEffect effect, guint revision)
{
  PadesChange *self = g_new0 (PadesChange, 1);

  self->kind = kind;
  self->effect = effect;
  self->revision = revision;
  self->page = G_MAXUINT32;
  return self;
}

/**
 * pades_change_free:
 * @self: (nullable): a change
 *
 * Frees a change.
 */
void
pades_change_free (PadesChange *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->before);
  g_free (self->after);
  g_free (self);
}

/* A new field that shows nothing alters none that anybody locked. */
static gboolean
is_locked (const PadesChange *self, const PadesLock *lock)
{
  if (lock == NULL || self->name == NULL || self->effect == PADES_EFFECT_UPKEEP ||
      (self->is_new && !self->visible))
    return FALSE;
  switch (self->kind)
    {
    case PADES_CHANGE_SIGNATURE:
    case PADES_CHANGE_EMPTY_FIELD:
    case PADES_CHANGE_FIELD_VALUE:
    case PADES_CHANGE_FIELD_LOOK:
    case PADES_CHANGE_FIELD_UNCLEAR:
      return pades_lock_covers (lock, self->name);
    default:
      return FALSE;
    }
}

/* A certification lets others sign in the fields that it saw. Who could make one more that shows
 * something, or slip it in among them, would write upon the document what he likes: the "sneaky
 * signature" of Mainka, Mladenov and Rohlmann (2021). */
static gboolean
makes_field (const PadesChange *self)
{
  return self->kind == PADES_CHANGE_EMPTY_FIELD
             ? self->visible
             : self->kind == PADES_CHANGE_SIGNATURE && self->is_new &&
                   (self->visible || self->inserted);
}

/**
 * pades_change_permitted:
 * @self: a change
 * @docmdp: what the signature permits, 1 to 3, or 0 when it says nothing (ISO 32000-2, table 257)
 * @certified: whether the signature is the document's certification
 * @lock: (nullable): which fields it freezes (ISO 32000-2, 12.8.2.4)
 *
 * Asks whether a signature permits a change that came after it. One that says nothing permits
 * further signatures with their pictures, and forms to be filled in. A new visible field, signed or
 * not, is more than a certification permits.
 *
 * Returns: whether it does
 */
gboolean
pades_change_permitted (const PadesChange *self,
                        int docmdp,
                        gboolean certified,
                        const PadesLock *lock)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->effect == PADES_EFFECT_UPKEEP)
    return TRUE;
  if (self->effect == PADES_EFFECT_CONTENT || docmdp == PERMITS_NOTHING || is_locked (self, lock))
    return FALSE;
  if (docmdp == PERMITS_COMMENTS)
    return TRUE;
  if (certified && makes_field (self))
    return FALSE;
  return self->effect == PADES_EFFECT_FORM || (self->kind == PADES_CHANGE_MARK && docmdp == 0);
}

/**
 * pades_change_word:
 * @kind: a kind of change
 *
 * Gives the word that programs read.
 *
 * Returns: (transfer none): the word
 */
const char *
pades_change_word (PadesChangeKind kind)
{
  g_return_val_if_fail ((guint) kind < PADES_N_CHANGES, NULL);

  return kinds[kind].word;
}

static gboolean
is_blank (const char *text)
{
  return text == NULL || text[strspn (text, " \t\r\n")] == '\0';
}

/**
 * pades_change_template:
 * @self: a change
 *
 * Gives the sentence for a change, marked for translation, without its page; {name}, {before} and
 * {after} stand for what pades_change_fill() puts in.
 *
 * Returns: (transfer none): the sentence, without a full stop
 */
const char *
pades_change_template (const PadesChange *self)
{
  const Words *words;

  g_return_val_if_fail (self != NULL, NULL);

  words = &kinds[self->kind];
  if (self->kind == PADES_CHANGE_COMMENT_ADDED && is_blank (self->after))
    return N_ ("A comment without text was added ({name})");
  return self->name == NULL && words->unnamed != NULL ? words->unnamed : words->text;
}

/* Names and values are an attacker's to choose: no line ends, no control codes of a terminal, and
 * nothing that turns the direction of what follows (Unicode TR 36). */
static void
append_plain (GString *filled, const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar letter = g_utf8_get_char (at);
      gboolean turns = (letter >= 0x202A && letter <= 0x202E) ||
                       (letter >= 0x2066 && letter <= 0x2069) || letter == 0x200E ||
                       letter == 0x200F;

      g_string_append_unichar (filled, turns || g_unichar_iscntrl (letter) ? ' ' : letter);
    }
}

static const char *
find_noun (const Noun *nouns, guint n, const char *name)
{
  guint i;

  for (i = 0; i < n; i++)
    if (g_strcmp0 (nouns[i].name, name) == 0)
      return nouns[i].word;
  return NULL;
}

/**
 * pades_change_noun:
 * @self: a change
 *
 * Gives the words for what was laid over a page, or for what a setting is about, marked for
 * translation.
 *
 * Returns: (transfer none) (nullable): the word; %NULL where the change's own name says it
 */
const char *
pades_change_noun (const PadesChange *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  switch (self->kind)
    {
    case PADES_CHANGE_COMMENT_ADDED:
    case PADES_CHANGE_COMMENT_CHANGED:
    case PADES_CHANGE_COMMENT_REMOVED:
    case PADES_CHANGE_ANNOTATION_ADDED:
    case PADES_CHANGE_ANNOTATION_CHANGED:
    case PADES_CHANGE_ANNOTATION_REMOVED:
      return find_noun (annotations, G_N_ELEMENTS (annotations), self->name);
    case PADES_CHANGE_SETTING:
    case PADES_CHANGE_FORM:
      return find_noun (settings, G_N_ELEMENTS (settings), self->name);
    default:
      return NULL;
    }
}

/**
 * pades_change_fill:
 * @self: a change
 * @text: its template, translated
 * @noun: (nullable): its noun, translated
 *
 * Puts the names and values of a change into its sentence, on one line and harmless to show.
 *
 * Returns: (transfer full): the sentence
 */
char *
pades_change_fill (const PadesChange *self, const char *text, const char *noun)
{
  const struct {
    const char *mark;
    const char *value;
  } marks[] = {{"{name}", noun != NULL ? noun : self->name},
               {"{before}", self->before},
               {"{after}", self->after}};
  GString *filled = g_string_new (NULL);
  guint i;

  while (*text != '\0')
    {
      for (i = 0; i < G_N_ELEMENTS (marks); i++)
        if (g_str_has_prefix (text, marks[i].mark))
          break;
      if (i == G_N_ELEMENTS (marks))
        g_string_append_c (filled, *text++);
      else
        {
          append_plain (filled, marks[i].value != NULL ? marks[i].value : "–");
          text += strlen (marks[i].mark);
        }
    }
  return g_string_free (filled, FALSE);
}
