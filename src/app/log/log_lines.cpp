#include "app/log/log_lines.hpp"

#include <span>
#include <thread>
#include <vector>

#include "store/log_reader.hpp"

namespace jurymast::app {
namespace {

/// Lines that are looked at together; so much is worth a thread.
constexpr std::size_t kBatchBytes = 4 << 20;
constexpr std::size_t kThreadedLinesMin = 256;

/// Lines, copied, and what they say.
class Batch {
 public:
  explicit Batch(const std::function<void(const ScannedLine&)>& visit) : visit_(visit) { text_.reserve(kBatchBytes); }

  void take(const store::LogLine& line) {
    const bool other_file = line.file != file_;
    if (other_file || text_.size() + line.text.size() > text_.capacity()) flush();
    if (other_file) file_ = line.file;
    places_.push_back({text_.size(), line.text.size(), line.number, line.complete});
    text_.append(line.text);
  }

  void flush() {
    scanned_.resize(places_.size());
    const std::size_t half = places_.size() < kThreadedLinesMin ? 0 : places_.size() / 2;
    std::thread helper;
    if (half > 0) helper = std::thread([this, half] { scan(0, half); });
    scan(half, places_.size());
    if (helper.joinable()) helper.join();
    for (const ScannedLine& line : scanned_) visit_(line);
    places_.clear();
    text_.clear();
  }

 private:
  struct Place {
    std::size_t begin;
    std::size_t size;
    std::uint64_t number;
    bool complete;
  };

  void scan(std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) {
      const Place& at = places_[i];
      scanned_[i] = scan_line(std::string_view(text_).substr(at.begin, at.size), {file_, at.number, at.complete});
    }
  }

  const std::function<void(const ScannedLine&)>& visit_;
  std::string text_;
  std::string file_;
  std::vector<Place> places_;
  std::vector<ScannedLine> scanned_;
};

}  // namespace

Result<void> for_each_scanned_line(const std::string& state_directory, const std::function<void(const ScannedLine&)>& visit) {
  Batch batch(visit);
  const auto read = store::for_each_line(state_directory, 0, [&batch](const store::LogLine& line) {
    batch.take(line);
    return true;
  });
  if (!read) return read;
  batch.flush();
  return {};
}

}  // namespace jurymast::app
