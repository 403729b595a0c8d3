#pragma once
#include <atomic>
#include <memory>
#include <span>
#include <string>

#include "base/result.hpp"

namespace jurymast::store {

/// A fixed piece of memory that one loop fills with frames and the sequencer's thread reads behind it: a shared mapping of a file whose
/// blocks are all there, or plain memory where no such file can be had.
class Segment {
 public:
  static Result<std::unique_ptr<Segment>> on_disk(std::string path, std::uint64_t number, std::size_t bytes);
  static Result<std::unique_ptr<Segment>> in_memory(std::uint64_t number, std::size_t bytes);
  /// Gives one on the disk, of which nothing is needed any more, a name that is no segment's: for whoever recovers it is as good as deleted.
  Result<void> set_aside();
  /// Empties one that was set aside, to be filled again under another path and number: its file and its pages are there already, so that
  /// nobody meets a page fault. On failure it is of no use.
  Result<void> reuse(std::string path, std::uint64_t number);
  Segment(const Segment&) = delete;
  Segment& operator=(const Segment&) = delete;
  ~Segment();

  std::span<char> bytes() { return {begin_, size_}; }
  bool is_on_disk() const { return !path_.empty(); }
  const std::string& path() const { return path_; }
  std::uint64_t number() const { return number_; }

  /// The loop's side: everything before `offset` is whole; nothing more will follow.
  void publish(std::size_t offset) { published_.store(offset, std::memory_order_release); }
  void seal() { sealed_.store(true, std::memory_order_release); }
  /// The sequencer's side. Asked in this order: once sealed() is true, published() is final.
  bool sealed() const { return sealed_.load(std::memory_order_acquire); }
  std::size_t published() const { return published_.load(std::memory_order_acquire); }

 private:
  Segment(std::string path, std::uint64_t number, std::span<char> bytes)
      : path_(std::move(path)), number_(number), begin_(bytes.data()), size_(bytes.size()) {}

  std::string path_;
  std::uint64_t number_;
  char* begin_;
  std::size_t size_;
  std::atomic<std::size_t> published_{0};
  std::atomic<bool> sealed_{false};
};

/// A file's bytes, mapped for reading.
class MappedFile {
 public:
  static Result<MappedFile> open(const std::string& path);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&&) = delete;
  ~MappedFile();
  std::string_view bytes() const { return {begin_, size_}; }

 private:
  MappedFile(const char* begin, std::size_t size) : begin_(begin), size_(size) {}
  const char* begin_;
  std::size_t size_;
};

}  // namespace jurymast::store
