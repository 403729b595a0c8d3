#include "process_cost.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace jurymast::bench {
namespace {

namespace fs = std::filesystem;

/// Longer than each of the files of /proc that are read here.
constexpr std::size_t kProcFileBytesMax = 8192;

Result<std::string> read_proc(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "re"), &std::fclose);
  if (!file) return fail(Code::NotFound, "{} cannot be read; has the process ended?", path);
  std::string text(kProcFileBytesMax, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file.get()));
  return text;
}

std::uint64_t leading_number(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

Result<std::uint64_t> cpu_ns_of(pid_t process) {
  std::uint64_t sum = 0;
  std::error_code error;
  // utime and stime of /proc/PID/stat count ticks of 10 ms; schedstat counts nanoseconds.
  for (const auto& task : fs::directory_iterator(fmt::format("/proc/{}/task", process), error)) {
    const auto text = read_proc((task.path() / "schedstat").string());
    if (!text) return tl::unexpected(text.error());
    sum += leading_number(*text);
  }
  if (error) return fail(Code::NotFound, "process {}: {}", process, error.message());
  return sum;
}

Result<std::uint64_t> anonymous_kib_of(pid_t process) {
  const auto text = read_proc(fmt::format("/proc/{}/status", process));
  if (!text) return tl::unexpected(text.error());
  constexpr std::string_view kName = "RssAnon:";
  const std::size_t at = text->find(kName);
  if (at == std::string::npos) return fail(Code::NotFound, "process {} has no memory; has it ended?", process);
  return leading_number(std::string_view(*text).substr(at + kName.size()));
}

}  // namespace

Result<ProcessCost> cost_of(std::span<const pid_t> processes) {
  ProcessCost cost;
  for (const pid_t process : processes) {
    const auto cpu = cpu_ns_of(process);
    if (!cpu) return tl::unexpected(cpu.error());
    const auto memory = anonymous_kib_of(process);
    if (!memory) return tl::unexpected(memory.error());
    cost.cpu_ns += *cpu;
    cost.anonymous_kib += *memory;
  }
  return cost;
}

}  // namespace jurymast::bench
