#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/file.hpp"

namespace jurymast::store {

/// How far a lane's frames are in the log.
struct CursorPosition {
  std::uint64_t segment = 0;
  std::uint64_t offset = 0;
  friend bool operator==(CursorPosition, CursorPosition) = default;
};

/// What of a life's frames is in the log for certain: everything before the positions. Lines numbered above `tail_seq` may hold more.
struct Cursor {
  std::uint64_t generation = 0;
  std::uint64_t tail_seq = 0;
  std::vector<CursorPosition> lanes;
};

inline constexpr std::size_t kLanesMax = 240;

struct SegmentName {
  std::size_t lane = 0;
  std::uint64_t number = 0;
  std::string path;
};

/// The directory `journal/<boot>` of one process life: its segments, the cursor, and the starts whose own segment is gone.
class BootDirectory {
 public:
  explicit BootDirectory(std::string path) : path_(std::move(path)) {}

  const std::string& path() const { return path_; }
  std::string segment_path(std::size_t lane, std::uint64_t number) const;
  /// In the order of lanes, then of writing.
  std::vector<SegmentName> segments() const;

  /// Makes the directory and its cursor.
  Result<void> create(const Cursor& first);
  /// The two slots of the cursor's file are written in turn, so that a torn write leaves the other.
  bool write_cursor(const Cursor& cursor);
  std::optional<Cursor> read_cursor() const;

  /// Replaces the frames of open operations in one step.
  bool write_open(std::string_view frames);
  std::string read_open() const;

  /// Everything is in the log: removes the directory. What cannot be removed is marked as done, for the next start to remove.
  Result<void> remove();
  bool is_done() const;

 private:
  std::string path_;
  File cursor_;
};

}  // namespace jurymast::store
