// A table as Markdown.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

namespace leann::bench {

/// `value` with `digits` after the point; a dash for what is negative, which stands for "none".
inline std::string fixed(double value, int digits) {
  if (value < 0) return "–";
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

/// `first`, then `rest`.
inline std::vector<std::string> joined(std::vector<std::string> first, const std::vector<std::string>& rest) {
  first.insert(first.end(), rest.begin(), rest.end());
  return first;
}

/// Rows are collected, so that tables may be filled in turns and printed one after another.
class Table {
 public:
  Table(std::string title, std::vector<std::string> columns) : title_(std::move(title)) {
    text_ = line(columns) + "|";
    for (size_t i = 0; i < columns.size(); ++i) text_ += "---|";
    text_ += "\n";
  }

  void row(const std::vector<std::string>& cells) {
    text_ += line(cells);
    std::fprintf(stderr, "%s: %s", title_.c_str(), line(cells).c_str());
  }

  void print() const {
    std::printf("%s\n\n%s\n", title_.c_str(), text_.c_str());
    std::fflush(stdout);
  }

 private:
  static std::string line(const std::vector<std::string>& cells) {
    std::string text = "|";
    for (const std::string& cell : cells) text += " " + cell + " |";
    return text + "\n";
  }

  std::string title_;
  std::string text_;
};

}  // namespace leann::bench
