#include "app/alert/feedback_lookup.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "app/alert/feedback_ask.hpp"
#include "app/file_stamp.hpp"
#include "app/json_text.hpp"
#include "store/log_reader.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::json;

/// A file that was written last so long before the operation began has nothing of it, whatever the clocks did.
constexpr std::int64_t kFileSlackSeconds = 3600;

/// The number of the line after which the operation's may stand.
std::uint64_t lines_before(const std::string& state_directory, OperationId id) {
  const std::string log_directory = state_directory + "/log";
  const auto files = store::finished_logs(log_directory);
  const std::int64_t began = std::chrono::duration_cast<std::chrono::seconds>(began_at(id).since_epoch).count();
  std::uint64_t first = files.empty() ? 1 : files.back().last_seq + 1;
  std::size_t taken = 0;
  for (auto file = files.rbegin(); file != files.rend() && taken < kFeedbackFilesMax; ++file, ++taken) {
    if (stamp_of(log_directory + "/" + file->name).seconds + kFileSlackSeconds < began) break;
    first = file->first_seq;
  }
  return first - 1;
}

void take_line(const Json& line, const std::string& id, std::optional<ToldOperation>& told) {
  const std::string kind = text_in(line, "kind");
  if (kind == "feedback" && text_in(line, "operation") == id && told) told->rejected = true;
  if (kind != "operation" || text_in(line, "id") != id) return;
  told = ToldOperation{.route = text_in(line, "route"), .target = text_in(line, "served_by")};
}

}  // namespace

Result<std::optional<ToldOperation>> find_told_operation(const std::string& state_directory, OperationId id) {
  const std::string text = id.to_string();
  std::optional<ToldOperation> told;
  const auto read = store::for_each_line(state_directory, lines_before(state_directory, id), [&](const store::LogLine& line) {
    // Most lines are told apart without reading them as JSON.
    if (line.text.find(text) == std::string_view::npos) return true;
    const Json json = Json::parse(line.text, nullptr, false);
    if (json.is_object()) take_line(json, text, told);
    return true;
  });
  if (!read) return tl::unexpected(read.error());
  return told;
}

}  // namespace jurymast::app
