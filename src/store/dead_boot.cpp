#include "store/dead_boot.hpp"

#include <limits>

#include "store/log_reader.hpp"

namespace jurymast::store {
namespace {

/// How many bytes of a segment are in the log for certain.
std::size_t committed_bytes(const Cursor& cursor, const SegmentName& segment) {
  if (segment.lane >= cursor.lanes.size()) return 0;
  const CursorPosition position = cursor.lanes[segment.lane];
  if (segment.number < position.segment) return std::numeric_limits<std::size_t>::max();
  return segment.number == position.segment ? position.offset : 0;
}

}  // namespace

void DeadBoot::add(std::string_view bytes, std::size_t committed) {
  record::FrameScanner scanner(bytes);
  while (const auto frame = scanner.next()) recovery_.add(*frame, scanner.begin_of_last() < committed);
  damaged_ += scanner.damaged();
}

Result<void> DeadBoot::read_segments(const Cursor& cursor) {
  open_frames_ = directory_.read_open();
  add(open_frames_, std::numeric_limits<std::size_t>::max());
  for (const SegmentName& name : directory_.segments()) {
    auto file = MappedFile::open(name.path);
    if (!file) return tl::unexpected(file.error());
    segments_.push_back(std::move(*file));
    add(segments_.back().bytes(), committed_bytes(cursor, name));
  }
  return {};
}

Result<std::unique_ptr<DeadBoot>> DeadBoot::open(std::string directory, const std::string& state_directory) {
  std::unique_ptr<DeadBoot> boot(new DeadBoot(std::move(directory)));
  if (boot->directory_.is_done()) return boot;
  // Without a cursor everything may be in the log already, so all of it is looked through.
  const Cursor cursor = boot->directory_.read_cursor().value_or(Cursor{});
  if (const auto read = boot->read_segments(cursor); !read) return tl::unexpected(read.error());
  const auto compared = for_each_line(state_directory, cursor.tail_seq, [&](const LogLine& line) {
    if (line.complete) boot->recovery_.seen(line.text);
    return true;
  });
  if (!compared) return tl::unexpected(compared.error());
  return boot;
}

bool DeadBoot::emit(record::Sequencer& sequencer, std::string& lines, std::size_t bytes_max) {
  return recovery_.emit(sequencer, lines, bytes_max);
}

}  // namespace jurymast::store
