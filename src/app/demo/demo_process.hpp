#pragma once
#include <sys/types.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace jurymast::app {

/// How long a child gets between SIGTERM and SIGKILL.
inline constexpr Duration kChildStopTimeMax = std::chrono::seconds(4);
/// The most that is kept of a child's output.
inline constexpr std::size_t kChildOutputBytesMax = std::size_t{1} << 20;

/// A child process whose standard output is read here and whose standard error goes to a file. It dies with this process,
/// however that ends, and is stopped and waited for by the destructor.
class DemoProcess {
 public:
  struct Settings {
    std::vector<std::string> arguments;  ///< behind the program's own name
    std::string log_file;
    std::string program = "/proc/self/exe";
  };
  static Result<std::unique_ptr<DemoProcess>> start(const Settings& settings, Clock& clock);
  ~DemoProcess();
  DemoProcess(const DemoProcess&) = delete;
  DemoProcess& operator=(const DemoProcess&) = delete;

  /// Waits for the first line that begins like this and returns it whole. Fails with Unavailable when the time is over or the
  /// output ends.
  Result<std::string> wait_for_line(std::string_view beginning, Duration time_max);
  /// Waits for the end of the output and of the process, and returns what it wrote. Fails where that takes longer.
  Result<std::string> read_to_end(Duration time_max);
  /// Ends the process: SIGTERM, after a while SIGKILL. May be called again.
  void stop();
  /// Asks the process to end without waiting for it.
  void ask_to_stop() const;
  /// False once the process has ended.
  bool running();
  /// The exit status; -1 while it runs and where a signal ended it.
  int exit_code() const { return exit_code_; }

 private:
  DemoProcess(pid_t pid, int output, Clock& clock) : pid_(pid), output_(output), clock_(clock) {}
  enum class Read : unsigned char { Some, End, Late };
  Read read_more(MonotonicTime until);
  bool wait_until(MonotonicTime until);

  pid_t pid_;
  int output_;
  Clock& clock_;
  std::string text_;
  bool ended_ = false;
  int exit_code_ = -1;
};

}  // namespace jurymast::app
