#include "size_rules.hpp"

#include <string>
#include <vector>

namespace jurymast::tidy {
namespace {

/// Follows braces through blanked code and measures each outermost function. What stands in front of a brace tells what it opens: with
/// a closed parenthesis, and no keyword of a type or namespace, it is a function.
class FunctionMeter {
 public:
  explicit FunctionMeter(const SourceText& source) : source_(source) {}

  Findings run() {
    for (line_ = 1; line_ <= source_.code.size(); ++line_) {
      if (source_.code[line_ - 1].starts_with('#')) continue;
      for (const char c : source_.code[line_ - 1]) take(c);
      head_ += ' ';
    }
    return std::move(findings_);
  }

 private:
  struct Scope {
    bool function = false;
    std::size_t line = 0;
  };

  void take(char c) {
    if (c == '{') {
      open();
    } else if (c == '}') {
      close();
    } else if (c == ';') {
      head_.clear();
    } else {
      head_ += c;
    }
  }

  bool head_is_function() const {
    if (inside_ || head_.find(')') == std::string::npos) return false;
    for (const char* keyword : {"namespace", "class", "struct", "enum", "union"}) {
      if (has_word(head_, keyword) && head_.find("::") == std::string::npos && head_.find('(') > head_.find(keyword))
        return false;
    }
    const std::size_t last = head_.find_last_not_of(' ');
    return head_[last] != '=' && head_[last] != ',' && head_[last] != '(';
  }

  void open() {
    const bool function = head_is_function();
    scopes_.push_back({function, line_});
    inside_ = inside_ || function;
    head_.clear();
  }

  void close() {
    head_.clear();
    if (scopes_.empty()) return;
    const Scope scope = scopes_.back();
    scopes_.pop_back();
    if (!scope.function) return;
    inside_ = false;
    const std::size_t length = line_ - scope.line + 1;
    if (length <= kFunctionLinesMax) return;
    findings_.push_back(
        {source_.path, scope.line,
         "a function of " + std::to_string(length) + " lines; at most " + std::to_string(kFunctionLinesMax)});
  }

  const SourceText& source_;
  std::vector<Scope> scopes_;
  std::string head_;
  bool inside_ = false;
  std::size_t line_ = 0;
  Findings findings_;
};

}  // namespace

Findings check_sizes(const SourceText& source) {
  Findings findings;
  if (source.is_cpp()) findings = FunctionMeter(source).run();
  const std::size_t lines = source.lines.size();
  if ((source.is_cpp() || source.path.ends_with(".mjs")) && lines > kFileLinesMax) {
    findings.push_back({source.path, 0, std::to_string(lines) + " lines; at most " + std::to_string(kFileLinesMax)});
  }
  return findings;
}

}  // namespace jurymast::tidy
