#include "start.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <thread>
#include <utility>

#include "answer_check.hpp"
#include "socket.hpp"
#include "stream.hpp"

namespace jurymast::bench {
namespace {

constexpr Duration kStartTimeMax = std::chrono::seconds(10);
constexpr Duration kEndTimeMax = std::chrono::seconds(5);
/// Between two attempts to connect; the figure is no finer than this.
constexpr Duration kBetweenAttempts = std::chrono::microseconds(50);
constexpr int kCannotRun = 127;

/// A process that is ended, softly and then not, when its owner is done with it.
class Child {
 public:
  explicit Child(pid_t process) : process_(process) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    kill(process_, SIGTERM);
    for (Duration waited{0}; !ended() && waited < kEndTimeMax; waited += std::chrono::milliseconds(1))
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    if (ended_) return;
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
  bool ended() { return ended_ = ended_ || waitpid(process_, nullptr, WNOHANG) == process_; }

 private:
  pid_t process_;
  bool ended_ = false;
};

/// What runs between fork and exec: nothing that allocates.
[[noreturn]] void become(int cpu, char* const* arguments) {
  if (cpu >= 0) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(static_cast<std::size_t>(cpu), &set);
    sched_setaffinity(0, sizeof set, &set);
  }
  // Whoever ends this program ends the server with it.
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  dup2(nowhere, STDOUT_FILENO);
  execvp(arguments[0], arguments);
  _exit(kCannotRun);
}

pid_t launch(const StartPlan& plan) {
  std::vector<std::string> words = plan.command;
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const pid_t process = fork();
  if (process == 0) become(plan.cpu, arguments.data());
  return process;
}

/// The first answer on a connection that stands.
Result<void> ask(Stream stream, const StartPlan& plan) {
  const AnswerBody body = answer_body(plan.content);
  AnswerCheck check(200, body);
  if (auto sent = stream.send(request_text(plan.content, "127.0.0.1:" + std::to_string(plan.port))); !sent) return sent;
  Poller poller;
  poller.add(stream.fd());
  std::vector<char> buffer(kReceiveBytes);
  while (!poller.wait(kStartTimeMax).empty()) {
    const auto count = stream.receive(buffer);
    if (!count) return tl::unexpected(count.error());
    if (!count->has_value()) continue;
    if (**count == 0) return fail(Code::Unavailable, "the server ended the connection before its answer");
    const auto whole = check.take({buffer.data(), **count});
    if (!whole) return tl::unexpected(whole.error());
    if (*whole) return {};
  }
  return fail(Code::Unavailable, "no whole answer came in {} ms", to_ms(kStartTimeMax));
}

}  // namespace

Result<Duration> time_to_first_answer(const StartPlan& plan, Clock& clock) {
  if (connect_to(plan.port)) return fail(Code::Invalid, "something listens on port {} already", plan.port);
  const MonotonicTime began = clock.now();
  const pid_t process = launch(plan);
  if (process < 0) return fail(Code::Unavailable, "no process could be made: {}", std::strerror(errno));
  Child child(process);
  while (clock.now() - began < kStartTimeMax) {
    if (auto socket = connect_to(plan.port)) {
      if (auto answered = ask(Stream(std::move(*socket)), plan); !answered) return tl::unexpected(answered.error());
      return clock.now() - began;
    }
    if (child.ended()) return fail(Code::Unavailable, "{} ended before it listened", plan.command.front());
    std::this_thread::sleep_for(kBetweenAttempts);
  }
  return fail(Code::Unavailable, "{} did not listen in {} ms", plan.command.front(), to_ms(kStartTimeMax));
}

}  // namespace jurymast::bench
