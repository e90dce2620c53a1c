/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Preloaded into a program that is to ask nobody: whatever opens a socket, by whatever library or
 * call, is killed by the kernel (SIGSYS), and so are the processes that it starts. With
 * OFFLINE_LOCAL=1 sockets of this computer (AF_UNIX) may be opened, as a message bus needs. */

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#define FIELD(name) offsetof (struct seccomp_data, name)
#define JUMP(code, value, yes, no) BPF_JUMP (BPF_JMP | (code) | BPF_K, (value), (yes), (no))
#define LOAD(field) BPF_STMT (BPF_LD | BPF_W | BPF_ABS, FIELD (field))
#define ANSWER(value) BPF_STMT (BPF_RET | BPF_K, (value))

__attribute__ ((constructor)) static void
shut (void)
{
  unsigned int spared = getenv ("OFFLINE_LOCAL") != NULL ? AF_UNIX : 0xffff;
  struct sock_filter rules[] = {
      LOAD (nr),
      JUMP (BPF_JEQ, __NR_io_uring_setup, 4, 0),
      JUMP (BPF_JEQ, __NR_socket, 0, 2),
      LOAD (args[0]),
      JUMP (BPF_JEQ, spared, 0, 1),
      ANSWER (SECCOMP_RET_ALLOW),
      ANSWER (SECCOMP_RET_KILL_PROCESS),
  };
  struct sock_fprog program = {sizeof rules / sizeof rules[0], rules};

  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
    {
      perror ("seccomp");
      abort ();
    }
}
