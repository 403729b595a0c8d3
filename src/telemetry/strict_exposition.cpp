#include "telemetry/strict_exposition.hpp"

#include <cmath>
#include <cstdlib>
#include <optional>
#include <set>

namespace jurymast::telemetry {
namespace {

constexpr std::string_view kNameChars = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

bool is_name(std::string_view text, bool colon) {
  if (text.empty() || (text[0] >= '0' && text[0] <= '9')) return false;
  for (const char c : text) {
    if (kNameChars.find(c) == std::string_view::npos && !(colon && c == ':')) return false;
  }
  return true;
}

struct Sample {
  std::string name;
  std::map<std::string, std::string> labels;
  std::string written;  ///< name and labels
  double value = 0;
};

/// Reads `{a="b",c="d"}` from `at`; false where it is not exactly that.
bool read_labels(std::string_view line, std::size_t& at, std::map<std::string, std::string>& labels) {
  ++at;
  while (true) {
    const std::size_t equals = line.find("=\"", at);
    if (equals == std::string_view::npos) return false;
    const std::string name(line.substr(at, equals - at));
    std::string value;
    for (at = equals + 2; at < line.size() && line[at] != '"'; ++at) {
      if (line[at] == '\\') {
        ++at;
        if (at == line.size() || (line[at] != 'n' && line[at] != '\\' && line[at] != '"')) return false;
      }
      value += line[at];
    }
    if (at >= line.size() || !is_name(name, false) || !labels.emplace(name, value).second) return false;
    ++at;
    if (at >= line.size() || (line[at] != ',' && line[at] != '}')) return false;
    if (line[at++] == '}') return true;
  }
}

std::optional<Sample> read_sample(std::string_view line) {
  Sample sample;
  std::size_t at = line.find_first_of("{ ");
  if (at == std::string_view::npos) return std::nullopt;
  sample.name = line.substr(0, at);
  if (!is_name(sample.name, true)) return std::nullopt;
  if (line[at] == '{' && !read_labels(line, at, sample.labels)) return std::nullopt;
  sample.written = line.substr(0, at);
  if (at >= line.size() || line[at] != ' ') return std::nullopt;
  const std::string number(line.substr(at + 1));
  char* end = nullptr;
  sample.value = std::strtod(number.c_str(), &end);
  if (number.empty() || *end != '\0' || number[0] == ' ' || std::isnan(sample.value)) return std::nullopt;
  return sample;
}

/// The buckets of one series of a histogram as they come.
struct Buckets {
  double last_bound = -1;
  double last_count = 0;
  bool infinite = false;
};

class Reader {
 public:
  Exposition read(std::string_view text) {
    if (!text.empty() && !text.ends_with('\n')) fault("the last line does not end", "");
    while (!text.empty()) {
      const std::size_t end = text.find('\n');
      line(text.substr(0, end));
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    finish_metric();
    return std::move(page_);
  }

 private:
  void fault(std::string_view what, std::string_view line) {
    page_.faults.push_back(std::string(what) + ": " + std::string(line));
  }

  void line(std::string_view text) {
    if (text.starts_with("# HELP ")) return help(text);
    if (text.starts_with("# TYPE ")) return type(text);
    const std::optional<Sample> sample = read_sample(text);
    if (!sample) return fault("not a sample", text);
    if (!page_.series.emplace(sample->written, sample->value).second) fault("the series stands twice", text);
    if (type_ == "histogram") return histogram(*sample, text);
    if (sample->name != metric_) fault("the sample is not of the metric above it", text);
    if (type_ == "counter" && (sample->value < 0 || !metric_.ends_with("_total"))) fault("not a counter", text);
  }

  void help(std::string_view text) {
    finish_metric();
    text.remove_prefix(7);
    metric_ = text.substr(0, text.find(' '));
    type_.clear();
    const bool has_help = text.size() > metric_.size() + 1;
    if (!is_name(metric_, true) || !has_help) fault("HELP without name or words", text);
    if (!seen_.insert(metric_).second) fault("the metric stands twice", text);
  }

  void type(std::string_view text) {
    text.remove_prefix(7);
    const std::size_t space = text.find(' ');
    type_ = text.substr(space + 1);
    if (text.substr(0, space) != metric_) fault("TYPE is not of the metric above it", text);
    if (type_ != "counter" && type_ != "gauge" && type_ != "histogram") fault("no such type", text);
    page_.type[metric_] = type_;
  }

  void histogram(const Sample& sample, std::string_view text) {
    std::map<std::string, std::string> labels = sample.labels;
    labels.erase("le");
    std::string series;
    for (const auto& [name, value] : labels) series += name + "=" + value + ";";
    Buckets& buckets = buckets_[series];
    if (sample.name == metric_ + "_bucket") return bucket(buckets, sample, text);
    if (sample.name == metric_ + "_count") {
      if (!buckets.infinite || buckets.last_count != sample.value)
        fault("the count is not that of the last bucket", text);
    } else if (sample.name != metric_ + "_sum") {
      fault("not of a histogram", text);
    }
  }

  void bucket(Buckets& buckets, const Sample& sample, std::string_view text) {
    const auto le = sample.labels.find("le");
    if (le == sample.labels.end()) return fault("a bucket without le", text);
    const double bound = le->second == "+Inf" ? HUGE_VAL : std::strtod(le->second.c_str(), nullptr);
    if (bound <= buckets.last_bound) fault("bounds do not ascend", text);
    if (sample.value < buckets.last_count) fault("counts do not ascend", text);
    buckets = {bound, sample.value, le->second == "+Inf"};
  }

  void finish_metric() {
    for (const auto& [series, buckets] : buckets_) {
      if (!buckets.infinite) fault("no +Inf bucket", metric_ + " " + series);
    }
    buckets_.clear();
  }

  Exposition page_;
  std::string metric_;
  std::string type_;
  std::set<std::string> seen_;
  std::map<std::string, Buckets> buckets_;
};

}  // namespace

Exposition read_exposition(std::string_view text) { return Reader().read(text); }

}  // namespace jurymast::telemetry
