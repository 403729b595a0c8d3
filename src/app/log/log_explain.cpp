#include "app/log/log_explain.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "app/exit_code.hpp"
#include "app/log/log_explanation.hpp"
#include "base/ids.hpp"
#include "store/log_reader.hpp"

namespace jurymast::app {
namespace {

/// The lines without which an operation cannot be told, and its own.
bool is_of_use(std::string_view line, std::string_view id) {
  constexpr std::string_view kSnapshot = R"({"v":1,"kind":"snapshot")";
  constexpr std::string_view kBoot = R"({"v":1,"kind":"boot")";
  return line.starts_with(kSnapshot) || line.starts_with(kBoot) || line.find(id) != std::string_view::npos;
}

std::string as_json(const std::string& id, const Explanation& explanation) {
  using Json = nlohmann::ordered_json;
  Json report = {{"operation", id}, {"all_answered", explanation.all_answered}, {"parts", Json::array()}};
  for (const ExplanationPart& part : explanation.parts) {
    report["parts"].push_back({{"question", part.question}, {"answered", part.answered}, {"sentences", part.sentences}});
  }
  return report.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

int run_log_explain(const LogExplainOptions& options, std::FILE* out, std::FILE* err) {
  if (!OperationId::parse(options.id)) {
    fmt::print(err,
               "jurymast log: `{}` is no operation's id, which are the 26 characters of x-request-id; for an id that "
               "the caller gave see "
               "jurymast log show --request-id\n",
               options.id);
    return kUsage;
  }
  record::InForce names;
  std::optional<Explanation> explanation;
  const auto read = store::for_each_line(options.state, 0, [&](const store::LogLine& line) {
    if (!is_of_use(line.text, options.id)) return true;
    const auto parsed = record::read_line(line.text);
    if (!parsed) return true;
    names.take(*parsed);
    if (parsed->kind == "operation" && parsed->operation.id == options.id) explanation = explain(*parsed, names);
    return !explanation;
  });
  if (!read) {
    fmt::print(err, "jurymast log: {}\n", read.error().message);
    return kToolFailed;
  }
  if (!explanation) {
    fmt::print(err, "jurymast log: no operation {} is in the log\n", options.id);
    return kCheckFailed;
  }
  fmt::print(out, "{}", options.json ? as_json(options.id, *explanation) : explanation->text);
  return explanation->all_answered ? kPass : kCheckFailed;
}

}  // namespace jurymast::app
