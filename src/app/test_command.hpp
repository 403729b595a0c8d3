#pragma once
#include <cstdio>
#include <cstdlib>
#include <string>

/// For the tests of commands: what one printed and how it ended, held in memory.
namespace jurymast::app::testing {

struct Ran {
  int exit = 0;
  std::string out;
  std::string complaints;
};

class MemoryStream {
 public:
  MemoryStream() : stream_(::open_memstream(&data_, &size_)) {}
  MemoryStream(const MemoryStream&) = delete;
  MemoryStream& operator=(const MemoryStream&) = delete;
  ~MemoryStream() {
    std::fclose(stream_);
    std::free(data_);
  }
  std::FILE* file() const { return stream_; }
  std::string text() const {
    std::fflush(stream_);
    return {data_, size_};
  }

 private:
  char* data_ = nullptr;
  std::size_t size_ = 0;
  std::FILE* stream_;
};

/// Calls `command(out, complaints)`, which gives an exit code.
template <class Command>
Ran run_captured(Command command) {
  const MemoryStream out;
  const MemoryStream complaints;
  const int exit = command(out.file(), complaints.file());
  return {exit, out.text(), complaints.text()};
}

}  // namespace jurymast::app::testing
