#include "store/boot_directory.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>

#include "base/assert.hpp"
#include "record/crc32c.hpp"

namespace jurymast::store {
namespace {

constexpr std::size_t kSlotBytes = 4096;
constexpr std::size_t kOpenBytesMax = 64 << 20;
constexpr std::uint64_t kCursorMagic = 0x726f737275436d4aU;
constexpr std::size_t kWordBytes = sizeof(std::uint64_t);
constexpr std::size_t kHeadWords = 5;
constexpr std::string_view kDone = ".done";
static_assert((kHeadWords + 2 * kLanesMax) * kWordBytes <= kSlotBytes);

/// Magic, checksum of what follows, generation, tail, count of lanes, then two words a lane.
std::string encode(const Cursor& cursor) {
  JURYMAST_ASSERT(cursor.lanes.size() <= kLanesMax);
  std::vector<std::uint64_t> words{kCursorMagic, 0, cursor.generation, cursor.tail_seq, cursor.lanes.size()};
  for (const CursorPosition& position : cursor.lanes) {
    words.push_back(position.segment);
    words.push_back(position.offset);
  }
  std::string slot(kSlotBytes, '\0');
  std::memcpy(slot.data(), words.data(), words.size() * kWordBytes);
  words[1] = record::crc32c(std::string_view(slot).substr(2 * kWordBytes));
  std::memcpy(slot.data(), words.data(), 2 * kWordBytes);
  return slot;
}

std::optional<Cursor> decode(std::string_view slot) {
  std::vector<std::uint64_t> words(kSlotBytes / kWordBytes);
  std::memcpy(words.data(), slot.data(), kSlotBytes);
  if (words[0] != kCursorMagic || words[1] != record::crc32c(slot.substr(2 * kWordBytes))) return std::nullopt;
  if (words[4] > kLanesMax) return std::nullopt;
  Cursor cursor{words[2], words[3], {}};
  for (std::size_t lane = 0; lane < words[4]; ++lane) {
    cursor.lanes.push_back({words[kHeadWords + 2 * lane], words[kHeadWords + 2 * lane + 1]});
  }
  return cursor;
}

/// `lane-N.seg-M`.
std::optional<SegmentName> parse_segment(std::string_view name) {
  constexpr std::string_view kLane = "lane-";
  constexpr std::string_view kSegment = ".seg-";
  const std::size_t middle = name.find(kSegment);
  if (!name.starts_with(kLane) || middle == std::string_view::npos) return std::nullopt;
  SegmentName found;
  const std::string_view lane = name.substr(kLane.size(), middle - kLane.size());
  const std::string_view number = name.substr(middle + kSegment.size());
  const auto first = std::from_chars(lane.data(), lane.data() + lane.size(), found.lane);
  const auto second = std::from_chars(number.data(), number.data() + number.size(), found.number);
  const bool whole = first.ec == std::errc() && second.ec == std::errc() && first.ptr == lane.data() + lane.size() &&
                     second.ptr == number.data() + number.size();
  if (!whole) return std::nullopt;
  return found;
}

}  // namespace

std::string BootDirectory::segment_path(std::size_t lane, std::uint64_t number) const {
  return fmt::format("{}/lane-{}.seg-{}", path_, lane, number);
}

std::vector<SegmentName> BootDirectory::segments() const {
  std::vector<SegmentName> all;
  for (const std::string& name : names_in(path_)) {
    auto segment = parse_segment(name);
    if (!segment) continue;
    segment->path = path_ + "/" + name;
    all.push_back(std::move(*segment));
  }
  std::sort(all.begin(), all.end(), [](const SegmentName& a, const SegmentName& b) {
    return std::pair(a.lane, a.number) < std::pair(b.lane, b.number);
  });
  return all;
}

Result<void> BootDirectory::create(const Cursor& first) {
  if (const auto made = make_directory(path_); !made) return made;
  auto file = open_file(path_ + "/cursor", O_RDWR | O_CREAT);
  if (!file) return tl::unexpected(file.error());
  // Both slots exist from the beginning, so that moving the cursor never needs a new block.
  const std::string slot = encode(first);
  if (!write_all(file->descriptor(), slot + slot)) return system_failure("write", path_ + "/cursor");
  cursor_ = std::move(*file);
  return {};
}

bool BootDirectory::write_cursor(const Cursor& cursor) {
  if (!cursor_) return false;
  const std::string slot = encode(cursor);
  const auto at = static_cast<off_t>(cursor.generation % 2 * kSlotBytes);
  return ::pwrite(cursor_.descriptor(), slot.data(), slot.size(), at) == static_cast<ssize_t>(slot.size());
}

std::optional<Cursor> BootDirectory::read_cursor() const {
  const auto text = read_file(path_ + "/cursor", 2 * kSlotBytes);
  if (!text || text->size() != 2 * kSlotBytes) return std::nullopt;
  const auto first = decode(std::string_view(*text).substr(0, kSlotBytes));
  const auto second = decode(std::string_view(*text).substr(kSlotBytes));
  if (!first || !second) return first ? first : second;
  return first->generation > second->generation ? first : second;
}

bool BootDirectory::write_open(std::string_view frames) {
  const std::string path = path_ + "/open";
  const std::string written = path_ + "/open.new";
  const auto file = open_file(written, O_WRONLY | O_CREAT | O_TRUNC);
  if (!file || !write_all(file->descriptor(), frames)) return false;
  return ::rename(written.c_str(), path.c_str()) == 0;
}

std::string BootDirectory::read_open() const {
  return read_file(path_ + "/open", kOpenBytesMax).value_or(std::string());
}

Result<void> BootDirectory::remove() {
  cursor_.close();
  std::string path = path_;
  if (!is_done()) {
    // One step tells a successor that nothing is left to recover, however far the removal comes.
    path += kDone;
    if (::rename(path_.c_str(), path.c_str()) != 0) return system_failure("rename", path_);
    path_ = path;
  }
  for (const std::string& name : names_in(path)) {
    const std::string file = path + "/" + name;
    if (::unlink(file.c_str()) != 0) return system_failure("remove", file);
  }
  if (::rmdir(path.c_str()) != 0) return system_failure("remove", path);
  return {};
}

bool BootDirectory::is_done() const { return path_.ends_with(kDone); }

}  // namespace jurymast::store
