#pragma once
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

/// What tests of commands that ask a web server ask.
namespace jurymast::app::testing {

/// A loopback server with fixed answers by path, one connection at a time, until the end of the scope. An answer is sent as it is written
/// down; an empty one keeps its client waiting until the client leaves. What has no answer is 404.
class PageServer {
 public:
  PageServer() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(listener_, reinterpret_cast<const sockaddr*>(&address), size);
    ::listen(listener_, 16);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~PageServer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  PageServer(const PageServer&) = delete;
  PageServer& operator=(const PageServer&) = delete;

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  std::string url(const std::string& path) const { return "http://" + address() + path; }

  void put(const std::string& path, const std::string& answer) {
    const std::scoped_lock lock(mutex_);
    answers_[path] = answer;
  }
  void put_page(const std::string& path, const std::string& body) {
    put(path, "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  }
  /// Every request so far, head and body.
  std::vector<std::string> requests() {
    const std::scoped_lock lock(mutex_);
    return requests_;
  }

 private:
  void serve() {
    for (int fd = ::accept(listener_, nullptr, nullptr); fd >= 0; fd = ::accept(listener_, nullptr, nullptr)) {
      const std::string request = receive(fd);
      const std::string answer = answer_to(request);
      if (answer.empty()) (void)::recv(fd, scratch_.data(), scratch_.size(), 0);
      (void)::send(fd, answer.data(), answer.size(), MSG_NOSIGNAL);
      ::shutdown(fd, SHUT_WR);
      while (::recv(fd, scratch_.data(), scratch_.size(), 0) > 0) {
      }
      ::close(fd);
    }
  }

  std::string receive(int fd) {
    std::string request;
    std::size_t wanted = 0;
    while (wanted == 0 || request.size() < wanted) {
      const ssize_t got = ::recv(fd, scratch_.data(), scratch_.size(), 0);
      if (got <= 0) break;
      request.append(scratch_.data(), static_cast<std::size_t>(got));
      const std::size_t end = request.find("\r\n\r\n");
      if (end == std::string::npos) continue;
      constexpr std::string_view kLength = "Content-Length: ";
      const std::size_t length = request.find(kLength);
      const bool has_body = length < end;
      wanted = end + 4 + (has_body ? std::strtoul(request.c_str() + length + kLength.size(), nullptr, 10) : 0);
    }
    return request;
  }

  std::string answer_to(const std::string& request) {
    const std::scoped_lock lock(mutex_);
    requests_.push_back(request);
    const std::size_t begin = request.find(' ') + 1;
    const auto found = answers_.find(request.substr(begin, request.find(' ', begin) - begin));
    return found != answers_.end() ? found->second : "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
  }

  int listener_;
  std::uint16_t port_ = 0;
  std::array<char, 65'536> scratch_{};
  std::mutex mutex_;
  std::map<std::string, std::string> answers_;
  std::vector<std::string> requests_;
  std::thread thread_;
};

}  // namespace jurymast::app::testing
