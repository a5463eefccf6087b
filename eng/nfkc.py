#!/usr/bin/env python3
"""Writes src/Cart.Engine/Discounts/nfkc.txt from Python's Unicode data: eng/nfkc.py > src/Cart.Engine/Discounts/nfkc.txt

One line an entry, code points in hexadecimal:
  d FROM TO...     the full compatibility decomposition of a character (Hangul syllables are computed)
  p FIRST SECOND C a pair that composes to C
  c CLASS FIRST [LAST] a range of characters of a combining class other than 0
"""
import sys
import unicodedata

assigned = [chr(c) for c in range(sys.maxunicode + 1) if not 0xD800 <= c <= 0xDFFF]
print(f"# Unicode {unicodedata.unidata_version}, written by eng/nfkc.py")
for c in assigned:
    full = unicodedata.normalize("NFKD", c)
    if full != c and not 0xAC00 <= ord(c) <= 0xD7A3:
        print("d %X %s" % (ord(c), " ".join("%X" % ord(part) for part in full)))
for c in assigned:
    canonical = unicodedata.decomposition(c)
    if canonical and "<" not in canonical and len(canonical.split()) == 2 and unicodedata.normalize("NFC", c) == c:
        print("p %s %X" % (" ".join("%X" % int(part, 16) for part in canonical.split()), ord(c)))
start = last = None
for c in assigned + ["\0"]:
    same = start is not None and ord(c) == ord(last) + 1 and unicodedata.combining(c) == unicodedata.combining(start)
    if start is not None and not same:
        print("c %d %X" % (unicodedata.combining(start), ord(start)) + (" %X" % ord(last) if last != start else ""))
        start = None
    if start is None and unicodedata.combining(c):
        start = c
    last = c
