/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pdf-mapping.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

/* The signal handler looks a mapping up while other threads make and free theirs. So a node, once
 * in the list, stays there, to be used again; and what it says counts only if its serial number is
 * even and the same before and behind, which is so for the mapping that the handler's own thread
 * reads from: somebody holds that one. */
struct _PdfMapping {
  guint serial;
  guintptr begin; /* 0: free */
  guintptr end;
  int lost;
  PdfMapping *next;
};

static PdfMapping *mappings;
static GMutex mutex;
static guintptr page_size;
static struct sigaction before;

static gboolean
is_inside (PdfMapping *self, guintptr address)
{
  guint serial = __atomic_load_n (&self->serial, __ATOMIC_ACQUIRE);
  guintptr begin = __atomic_load_n (&self->begin, __ATOMIC_RELAXED);
  guintptr end = __atomic_load_n (&self->end, __ATOMIC_RELAXED);

  __atomic_thread_fence (__ATOMIC_ACQUIRE);
  return serial % 2 == 0 && __atomic_load_n (&self->serial, __ATOMIC_RELAXED) == serial &&
         begin <= address && address < end;
}

/* From the page that is not there on, all are zeros of our own: the file only gets shorter. Only
 * this thread's instruction waits for it, so that whatever it reads is there. */
static gboolean
patch (guintptr address)
{
  PdfMapping *mapping;
  guintptr page = address - address % page_size;

  for (mapping = __atomic_load_n (&mappings, __ATOMIC_ACQUIRE); mapping; mapping = mapping->next)
    if (is_inside (mapping, address))
      {
        __atomic_store_n (&mapping->lost, TRUE, __ATOMIC_RELEASE);
        return mmap ((gpointer) page, mapping->end - page, PROT_READ,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0) != MAP_FAILED;
      }
  return FALSE;
}

/* What is not ours is left to whoever cared for it before; nobody did, and it strikes again. */
static void
pass_on (int number, siginfo_t *info, gpointer context)
{
  if (before.sa_flags & SA_SIGINFO)
    before.sa_sigaction (number, info, context);
  else if (before.sa_handler != SIG_DFL && before.sa_handler != SIG_IGN)
    before.sa_handler (number);
  else
    sigaction (SIGBUS, &before, NULL);
}

static void
on_fault (int number, siginfo_t *info, gpointer context)
{
  int kept = errno;

  if (info->si_code <= 0 || !patch ((guintptr) info->si_addr))
    pass_on (number, info, context);
  errno = kept;
}

/* Once for the process: whoever asks for signals later passes on what he does not know, too. */
static void
install (void)
{
  static gsize done;
  struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};

  if (!g_once_init_enter (&done))
    return;
  page_size = (guintptr) sysconf (_SC_PAGESIZE);
  sigemptyset (&action.sa_mask);
  sigaction (SIGBUS, &action, &before);
  g_once_init_leave (&done, 1);
}

static PdfMapping *
take_node (void)
{
  PdfMapping *node = mappings;

  while (node && node->begin != 0)
    node = node->next;
  if (node)
    return node;
  node = g_new0 (PdfMapping, 1);
  node->next = mappings;
  __atomic_store_n (&mappings, node, __ATOMIC_RELEASE);
  return node;
}

static void
set_node (PdfMapping *self, guintptr begin, guintptr end)
{
  __atomic_store_n (&self->serial, self->serial + 1, __ATOMIC_RELAXED);
  __atomic_thread_fence (__ATOMIC_RELEASE);
  __atomic_store_n (&self->begin, begin, __ATOMIC_RELAXED);
  __atomic_store_n (&self->end, end, __ATOMIC_RELAXED);
  __atomic_store_n (&self->lost, FALSE, __ATOMIC_RELAXED);
  __atomic_store_n (&self->serial, self->serial + 1, __ATOMIC_RELEASE);
}

/**
 * pdf_mapping_new: (skip)
 * @fd: an open file
 * @length: bytes of it, not 0
 *
 * Maps a file.
 *
 * Returns: (transfer full): the mapping; %NULL with errno set
 */
PdfMapping *
pdf_mapping_new (int fd, gsize length)
{
  gpointer data;
  PdfMapping *self;

  install ();
  data = mmap (NULL, length, PROT_READ, MAP_PRIVATE, fd, 0);
  if (data == MAP_FAILED)
    return NULL;
  g_mutex_lock (&mutex);
  self = take_node ();
  set_node (self, (guintptr) data, (guintptr) data + length);
  g_mutex_unlock (&mutex);
  return self;
}

/**
 * pdf_mapping_free: (skip)
 * @self: a mapping that nobody reads any more
 *
 * Unmaps a file.
 */
void
pdf_mapping_free (PdfMapping *self)
{
  gpointer data = pdf_mapping_peek (self);
  gsize length = self->end - self->begin;

  g_mutex_lock (&mutex);
  set_node (self, 0, 0);
  g_mutex_unlock (&mutex);
  munmap (data, length);
}

/**
 * pdf_mapping_peek: (skip)
 * @self: a mapping
 *
 * Tells where the bytes are.
 *
 * Returns: (transfer none): the first
 */
gpointer
pdf_mapping_peek (PdfMapping *self)
{
  return (gpointer) self->begin;
}

/**
 * pdf_mapping_is_lost: (skip)
 * @self: a mapping
 *
 * Asks whether something was read that is not in the file any more.
 *
 * Returns: whether it was
 */
gboolean
pdf_mapping_is_lost (const PdfMapping *self)
{
  return __atomic_load_n (&self->lost, __ATOMIC_ACQUIRE);
}
