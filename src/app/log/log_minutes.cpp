#include "app/log/log_minutes.hpp"

#include <fmt/format.h>

#include "app/exit_code.hpp"
#include "app/minutes/minute_question.hpp"
#include "store/evidence_store.hpp"

namespace jurymast::app {

int run_log_minutes(const LogMinutesOptions& options, WallTime now, std::FILE* out, std::FILE* err) {
  const auto question = question_of({.route = options.route, .from = options.from, .to = options.to, .step = options.step}, now);
  if (!question) {
    fmt::print(err, "jurymast log: {}\n", question.error().message);
    return kUsage;
  }
  const auto answer = store::read_minutes(options.state, *question);
  if (!answer) {
    fmt::print(err, "jurymast log: {}\n", answer.error().message);
    return answer.error().code == Code::NotFound ? kCheckFailed : kToolFailed;
  }
  const std::string text = options.json  ? minutes_json(*question, *answer)
                           : options.csv ? minutes_csv(*answer)
                                         : minutes_text(*question, *answer);
  std::fputs(text.c_str(), out);
  return kPass;
}

}  // namespace jurymast::app
