/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli-command.h"
#include "cli-face.h"
#include "cli-words.h"
#include "pki-fetch.h"
#include "report-format.h"

G_BEGIN_DECLS

/* Loading the libraries that draw, paint, repair and speak HTTP takes longer than signing a file.
 * What needs them is therefore in modules, shared objects that the program opens when it gets
 * there. Each is linked with a copy of those of our layers that it uses, so it must be handed
 * what is kept in variables, and exports one of these tables as cli_module. */

typedef struct {
  CliExit  (*run)            (char             **argv); /* the group of commands */
  CliExit  (*run_appearance) (char             **argv);
  CliFace *(*face_open)      (const char        *seal,
                              const char        *appearance,
                              GError           **error);
  gboolean (*face_has_code)  (CliFace           *face);
  gboolean (*face_draw)      (CliFace           *face,
                              const SealCaption *caption,
                              CliLook           *look,
                              GError           **error);
  void     (*face_free)      (CliFace           *face);
} CliSealModule;

typedef struct {
  GArray *(*find) (const char *path,
                   const char *password,
                   GPtrArray  *keywords,
                   GError    **error);
  CliExit (*run_compare) (char **argv);
  PadesRender *(*see) (PdfFile *file, gpointer password);
} CliRenderModule;

typedef struct {
  PkiFetch *(*fetch_new) (guint timeout, const char *folder); /* folder: the user's own */
} CliClientModule;

typedef struct {
  CliExit  (*run)      (char       **argv); /* the group of commands */
  gboolean (*ask_root) (const char  *url,
                        GBytes     **der,
                        GError     **error);
} CliPlatformModule;

typedef struct {
  gboolean (*check) (const char *path,
                     GError    **error);
  gboolean (*write) (const char *path,
                     const char *password,
                     const char *output,
                     GError    **error);
} CliRepairModule;

typedef struct {
  GBytes *(*print) (ReportFormat      format,
                    const ReportCase *about,
                    GError          **error);
  void    (*seek)  (PadesReport      *report,
                    PdfFile          *file,
                    const char       *password,
                    GCancellable     *cancellable);
} CliReportModule;

const CliSealModule   *cli_module_open_seal   (GError **error);
const CliRenderModule *cli_module_open_render (GError **error);
const CliRepairModule *cli_module_open_repair (GError **error);
const CliReportModule *cli_module_open_report (GError **error);
const CliPlatformModule *cli_module_open_platform (GError **error);

PkiFetch *cli_module_new_fetch (guint timeout, GError **error);

G_END_DECLS
