#pragma once
#include <memory>
#include <string>
#include <vector>

#include "record/recovery.hpp"
#include "store/boot_directory.hpp"
#include "store/segment.hpp"

namespace jurymast::store {

/// What one dead process left behind, and how much of it is still missing from the log.
class DeadBoot {
 public:
  /// Reads the directory and compares it with the log of `state_directory`.
  static Result<std::unique_ptr<DeadBoot>> open(std::string directory, const std::string& state_directory);
  DeadBoot(const DeadBoot&) = delete;
  DeadBoot& operator=(const DeadBoot&) = delete;

  /// Appends missing lines, at most about `bytes_max` at once; true while there are more.
  bool emit(record::Sequencer& sequencer, std::string& lines, std::size_t bytes_max);
  /// Places of the journal that could not be read.
  std::size_t damaged() const { return damaged_; }
  Result<void> remove() { return directory_.remove(); }
  const std::string& path() const { return directory_.path(); }

 private:
  explicit DeadBoot(std::string path) : directory_(std::move(path)) {}
  void add(std::string_view bytes, std::size_t committed_bytes);
  Result<void> read_segments(const Cursor& cursor);

  BootDirectory directory_;
  std::string open_frames_;
  std::vector<MappedFile> segments_;
  record::Recovery recovery_;
  std::size_t damaged_ = 0;
};

}  // namespace jurymast::store
