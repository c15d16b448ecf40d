/* Ends the program at the k-th thing it does to its data folder, its answer or its line.

   Preloaded (LD_PRELOAD), it stands before the C library's calls and counts, over all threads,
   those that change a file under FUSE_ROOT, send on the network, or write to standard output.
   Before the FUSE_AT-th of them is done, the process gets SIGKILL; with FUSE_HALF, half of a write
   is done first.  With FUSE_KIND only calls of that kind are counted.  What it was that was cut, and
   how many calls there were at an orderly end, is written to FUSE_NOTE.

   strace can inject signals too, but counts per thread and per kind of call: of a program that
   has written five times, the second fsync would never be hit. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static const char *root;
static size_t root_length;
static long at;
static int half;
static const char *kind;
static long count;
static pid_t own;

__attribute__((constructor)) static void begin(void) {
    const char *number = getenv("FUSE_AT");
    root = getenv("FUSE_ROOT");
    root_length = root ? strlen(root) : 0;
    at = number ? atol(number) : 0;
    half = getenv("FUSE_HALF") != NULL;
    kind = getenv("FUSE_KIND");
    own = getpid();
}

static void note(const char *what, const char *where) {
    const char *path = getenv("FUSE_NOTE");
    char line[PATH_MAX + 64];
    int length, handle;
    if (!path)
        return;
    length = snprintf(line, sizeof line, "%ld %s %s\n", __atomic_load_n(&count, __ATOMIC_SEQ_CST),
                      what, where);
    handle = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    syscall(SYS_write, handle, line, (size_t)length);
    syscall(SYS_close, handle);
}

__attribute__((destructor)) static void end(void) {
    if (root && getpid() == own)
        note("end", "-");
}

/* Whether this call is the one; a child of the program is left alone. */
static int is_the_one(const char *what) {
    if (getpid() != own || (kind && strcmp(kind, what) != 0))
        return 0;
    return __atomic_add_fetch(&count, 1, __ATOMIC_SEQ_CST) == at;
}

static void blow(const char *what, const char *where) {
    note(what, where);
    kill(getpid(), SIGKILL);
    for (;;)
        pause();
}

static int counts_path(const char *path) {
    return root && path && strncmp(path, root, root_length) == 0;
}

/* The name behind a descriptor that counts, else NULL. */
static const char *counts_handle(int handle, char *name, size_t room) {
    char link[64];
    ssize_t length;
    if (!root)
        return NULL;
    if (handle == STDOUT_FILENO)
        return "stdout";
    snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
    length = readlink(link, name, room - 1);
    if (length <= 0)
        return NULL;
    name[length] = 0;
    if (counts_path(name))
        return name;
    if (strncmp(name, "socket:", 7) == 0) {
        struct sockaddr_storage own_end;
        socklen_t size = sizeof own_end;
        if (getsockname(handle, (struct sockaddr *)&own_end, &size) == 0 &&
            (own_end.ss_family == AF_INET || own_end.ss_family == AF_INET6))
            return "line";
    }
    return NULL;
}

#define REAL(name) static __typeof__(name) *real; if (!real) real = dlsym(RTLD_NEXT, #name)

#define BY_HANDLE(handle, what, partly)                                                            \
    do {                                                                                           \
        char name_[PATH_MAX];                                                                      \
        const char *where_ = counts_handle(handle, name_, sizeof name_);                           \
        if (where_ && is_the_one(what)) {                                                          \
            if (half) {                                                                            \
                partly;                                                                            \
            }                                                                                      \
            blow(what, where_);                                                                    \
        }                                                                                          \
    } while (0)

#define BY_PATH(path, what)                                                                        \
    do {                                                                                           \
        if (counts_path(path) && is_the_one(what))                                                 \
            blow(what, path);                                                                      \
    } while (0)

ssize_t write(int handle, const void *from, size_t size) {
    REAL(write);
    BY_HANDLE(handle, "write", real(handle, from, size / 2));
    return real(handle, from, size);
}

ssize_t pwrite64(int handle, const void *from, size_t size, off64_t place) {
    REAL(pwrite64);
    BY_HANDLE(handle, "pwrite", real(handle, from, size / 2, place));
    return real(handle, from, size, place);
}

ssize_t pwrite(int handle, const void *from, size_t size, off_t place) {
    REAL(pwrite);
    BY_HANDLE(handle, "pwrite", real(handle, from, size / 2, place));
    return real(handle, from, size, place);
}

ssize_t writev(int handle, const struct iovec *parts, int number) {
    REAL(writev);
    BY_HANDLE(handle, "writev", real(handle, parts, number / 2));
    return real(handle, parts, number);
}

ssize_t send(int handle, const void *from, size_t size, int flags) {
    REAL(send);
    BY_HANDLE(handle, "send", real(handle, from, size / 2, flags));
    return real(handle, from, size, flags);
}

ssize_t sendto(int handle, const void *from, size_t size, int flags, const struct sockaddr *to,
               socklen_t length) {
    REAL(sendto);
    BY_HANDLE(handle, "send", real(handle, from, size / 2, flags, to, length));
    return real(handle, from, size, flags, to, length);
}

ssize_t sendmsg(int handle, const struct msghdr *message, int flags) {
    REAL(sendmsg);
    BY_HANDLE(handle, "send", (void)0);
    return real(handle, message, flags);
}

int fsync(int handle) {
    REAL(fsync);
    BY_HANDLE(handle, "fsync", (void)0);
    return real(handle);
}

int fdatasync(int handle) {
    REAL(fdatasync);
    BY_HANDLE(handle, "fsync", (void)0);
    return real(handle);
}

int ftruncate64(int handle, off64_t size) {
    REAL(ftruncate64);
    BY_HANDLE(handle, "truncate", (void)0);
    return real(handle, size);
}

int ftruncate(int handle, off_t size) {
    REAL(ftruncate);
    BY_HANDLE(handle, "truncate", (void)0);
    return real(handle, size);
}

int posix_fallocate64(int handle, off64_t from, off64_t size) {
    REAL(posix_fallocate64);
    BY_HANDLE(handle, "allocate", (void)0);
    return real(handle, from, size);
}

int rename(const char *from, const char *to) {
    REAL(rename);
    BY_PATH(to, "rename");
    return real(from, to);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to) {
    REAL(renameat);
    BY_PATH(to, "rename");
    return real(from_folder, from, to_folder, to);
}

int unlink(const char *path) {
    REAL(unlink);
    BY_PATH(path, "unlink");
    return real(path);
}

int unlinkat(int folder, const char *path, int flags) {
    REAL(unlinkat);
    BY_PATH(path, "unlink");
    return real(folder, path, flags);
}

int mkdir(const char *path, mode_t mode) {
    REAL(mkdir);
    BY_PATH(path, "mkdir");
    return real(path, mode);
}

/* Opening counts where it may make a file or empty one. */
#define OPENING(name, path, ...)                                                                   \
    REAL(name);                                                                                    \
    mode_t mode = 0;                                                                               \
    if ((flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE) {                                   \
        va_list more;                                                                              \
        va_start(more, flags);                                                                     \
        mode = va_arg(more, mode_t);                                                               \
        va_end(more);                                                                              \
    }                                                                                              \
    if ((flags & O_TRUNC) || ((flags & O_CREAT) && counts_path(path) && access(path, F_OK) != 0))  \
        BY_PATH(path, "make");                                                                     \
    return real(__VA_ARGS__, flags, mode)

int open(const char *path, int flags, ...) { OPENING(open, path, path); }

int open64(const char *path, int flags, ...) { OPENING(open64, path, path); }

int openat(int folder, const char *path, int flags, ...) {
    OPENING(openat, path, folder, path);
}

int openat64(int folder, const char *path, int flags, ...) {
    OPENING(openat64, path, folder, path);
}
