#include "app/demo/demo_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <thread>

#include "app/client/admin_socket.hpp"

namespace jurymast::app {
namespace {

constexpr Duration kPollInterval = std::chrono::milliseconds(10);
constexpr int kExitNotStarted = 127;

/// Everything the child does before it is another program; only what is allowed between fork and exec.
[[noreturn]] void become(const char* program, char* const* arguments, std::array<int, 2> outputs, pid_t parent) {
  // A parent that is killed cannot stop anybody. posix_spawn has no way to ask for this.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(kExitNotStarted);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  ::dup2(outputs[0], STDOUT_FILENO);
  ::dup2(outputs[1], STDERR_FILENO);
  ::execv(program, arguments);
  ::_exit(kExitNotStarted);
}

std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

Result<std::unique_ptr<DemoProcess>> DemoProcess::start(const Settings& settings, Clock& clock) {
  const int log = ::open(settings.log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log < 0) return fail(Code::Internal, "{}: {}", settings.log_file, std::strerror(errno));
  std::array<int, 2> pipe_ends{-1, -1};
  if (::pipe2(pipe_ends.data(), O_CLOEXEC) != 0) {
    ::close(log);
    return fail(Code::Internal, "no pipe for a child process: {}", std::strerror(errno));
  }
  std::vector<std::string> words{"jurymast"};
  words.insert(words.end(), settings.arguments.begin(), settings.arguments.end());
  const std::vector<char*> arguments = pointers_to(words);
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid == 0) become(settings.program.c_str(), arguments.data(), {pipe_ends[1], log}, parent);
  const int error = errno;
  ::close(log);
  ::close(pipe_ends[1]);
  if (pid > 0) return std::unique_ptr<DemoProcess>(new DemoProcess(pid, pipe_ends[0], clock));
  ::close(pipe_ends[0]);
  return fail(Code::Internal, "no child process could be started: {}", std::strerror(error));
}

DemoProcess::~DemoProcess() {
  stop();
  ::close(output_);
}

DemoProcess::Read DemoProcess::read_more(MonotonicTime until) {
  std::array<char, 4096> buffer;
  while (true) {
    if (!wait_for(output_, POLLIN, until - clock_.now())) return Read::Late;
    const ssize_t got = ::read(output_, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0 || text_.size() > kChildOutputBytesMax) return Read::End;
    text_.append(buffer.data(), static_cast<std::size_t>(got));
    return Read::Some;
  }
}

Result<std::string> DemoProcess::wait_for_line(std::string_view beginning, Duration time_max) {
  const MonotonicTime until = clock_.now() + time_max;
  std::size_t begin = 0;
  while (true) {
    const std::size_t end = text_.find('\n', begin);
    if (end != std::string::npos) {
      const std::string line = text_.substr(begin, end - begin);
      if (line.starts_with(beginning)) return line;
      begin = end + 1;
      continue;
    }
    const Read read = read_more(until);
    if (read == Read::Late) return fail(Code::Unavailable, "it did not say `{}…` within {} ms", beginning, to_ms(time_max));
    if (read == Read::End) return fail(Code::Unavailable, "it ended before it said `{}…`", beginning);
  }
}

Result<std::string> DemoProcess::read_to_end(Duration time_max) {
  const MonotonicTime until = clock_.now() + time_max;
  Read read = Read::Some;
  while (read == Read::Some) read = read_more(until);
  if (read == Read::Late || !wait_until(until)) return fail(Code::Unavailable, "it did not end within {} ms", to_ms(time_max));
  return text_;
}

bool DemoProcess::running() {
  if (ended_) return false;
  int status = 0;
  const pid_t waited = ::waitpid(pid_, &status, WNOHANG);
  if (waited == 0 || (waited < 0 && errno == EINTR)) return true;
  ended_ = true;
  if (waited == pid_ && WIFEXITED(status)) exit_code_ = WEXITSTATUS(status);
  return false;
}

bool DemoProcess::wait_until(MonotonicTime until) {
  while (running()) {
    if (clock_.now() >= until) return false;
    std::this_thread::sleep_for(kPollInterval);
  }
  return true;
}

void DemoProcess::ask_to_stop() const {
  if (!ended_) ::kill(pid_, SIGTERM);
}

void DemoProcess::stop() {
  if (!running()) return;
  ask_to_stop();
  if (wait_until(clock_.now() + kChildStopTimeMax)) return;
  ::kill(pid_, SIGKILL);
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  ended_ = true;
}

}  // namespace jurymast::app
