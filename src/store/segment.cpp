#include "store/segment.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "store/file.hpp"

namespace jurymast::store {
namespace {

/// Pages are written to when the segment is made, on the sequencer's thread, so that no loop meets a page fault. MAP_POPULATE would only
/// read those of a file.
char* map(int descriptor, std::size_t bytes, int flags) {
  void* const memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, flags, descriptor, 0);
  if (memory == MAP_FAILED) return nullptr;
  // Where the kernel is older than 5.14, the loop meets the faults.
  ::madvise(memory, bytes, MADV_POPULATE_WRITE);
  return static_cast<char*>(memory);
}

}  // namespace

Result<std::unique_ptr<Segment>> Segment::on_disk(std::string path, std::uint64_t number, std::size_t bytes) {
  const auto file = open_file(path, O_RDWR | O_CREAT | O_EXCL);
  if (!file) return tl::unexpected(file.error());
  // Every block must exist before the file is mapped: a store into a hole of a full disk is SIGBUS.
  const int refused = ::posix_fallocate(file->descriptor(), 0, static_cast<off_t>(bytes));
  char* const memory = refused == 0 ? map(file->descriptor(), bytes, MAP_SHARED) : nullptr;
  if (memory == nullptr) {
    if (refused != 0) errno = refused;
    const auto failure = system_failure("reserve", path);
    ::unlink(path.c_str());
    return failure;
  }
  return std::unique_ptr<Segment>(new Segment(std::move(path), number, {memory, bytes}));
}

Result<std::unique_ptr<Segment>> Segment::in_memory(std::uint64_t number, std::size_t bytes) {
  char* const memory = map(-1, bytes, MAP_PRIVATE | MAP_ANONYMOUS);
  if (memory == nullptr) return system_failure("get memory for", "a journal segment");
  return std::unique_ptr<Segment>(new Segment({}, number, {memory, bytes}));
}

Result<void> Segment::set_aside() {
  std::string aside = path_ + ".spare";
  if (::rename(path_.c_str(), aside.c_str()) != 0) return system_failure("rename", path_);
  path_ = std::move(aside);
  return {};
}

Result<void> Segment::reuse(std::string path, std::uint64_t number) {
  std::memset(begin_, 0, published());
  publish(0);
  sealed_.store(false, std::memory_order_relaxed);
  if (::rename(path_.c_str(), path.c_str()) != 0) return system_failure("rename", path_);
  path_ = std::move(path);
  number_ = number;
  return {};
}

Segment::~Segment() { ::munmap(begin_, size_); }

Result<MappedFile> MappedFile::open(const std::string& path) {
  const auto file = open_file(path, O_RDONLY);
  if (!file) return tl::unexpected(file.error());
  struct stat about{};
  if (::fstat(file->descriptor(), &about) != 0) return system_failure("look at", path);
  const auto size = static_cast<std::size_t>(about.st_size);
  if (size == 0) return MappedFile(nullptr, 0);
  void* const memory = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file->descriptor(), 0);
  if (memory == MAP_FAILED) return system_failure("map", path);
  return MappedFile(static_cast<const char*>(memory), size);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : begin_(std::exchange(other.begin_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile::~MappedFile() {
  if (begin_ != nullptr) ::munmap(const_cast<char*>(begin_), size_);
}

}  // namespace jurymast::store
