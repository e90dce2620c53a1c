/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model-application.h"
#include "model-key.h"

G_BEGIN_DECLS

#define PERSON_PASSWORD "一把好钥匙 2026"

/* The private platform in a folder of its own, a person, and what they do there. */
typedef struct {
  char          *folder;
  char          *keys;
  ModelPlatform *platform;
  ModelAccount  *account;
} Person;

void     person_set_up           (Person *person, gconstpointer unused);
void     person_tear_down        (Person *person, gconstpointer unused);
/* The program begins and ends; what it wrote is there the next time. */
void     person_open_desktop     (Person *person);
void     person_close_desktop    (Person *person);
/* Until the platform has said who it is, and who the person is. */
void     person_settle           (Person *person);
void     person_refresh          (Person *person);
/* Logs in, to an account that is opened first where a name is given. */
GError  *person_enter            (Person *person, const char *name, const char *password);
void     person_enter_well       (Person *person);
void     person_enter_and_accept (Person *person);
/* For what ends with model_login_finish(); the data is an Asked. */
void     person_entered          (GObject *source, GAsyncResult *result, gpointer user_data);
/* The key of a certificate on this computer. */
ModelKey *person_new_key         (Person *person, const char *sha256, const char *password);
gpointer person_ask_signed       (Person *person,
                                  const ClientQuestion *question,
                                  const char *sha256,
                                  const char *password,
                                  GError **error);
ModelApplication *person_new_application (Person *person,
                                          ModelApplicationPurpose purpose,
                                          const char *path);
void     person_begin            (ModelApplication *application, const char *password);
/* What the phone would do. */
void     person_confirm_at       (Person *person, const char *uri, const char *code);
void     person_confirm          (Person *person, ModelApplication *application, const char *code);
/* Until the certificate is there. */
void     person_pass             (Person *person, ModelApplication *application);
/* From the key to the certificate; tells its SHA-256. */
char    *person_apply            (Person *person);
char    *person_dup_path         (Person *person, const char *sha256);

G_END_DECLS
