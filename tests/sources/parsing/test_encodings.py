import pytest

from sources.parsing import encodings

TEXT = "The mayor’s “plan” – 5 €"


@pytest.mark.parametrize(
    "label", ["iso-8859-1", "ISO_8859-1", "latin1", "us-ascii", "windows-1252", "ansi_x3.4-1968"]
)
def test_latin_labels_mean_windows_1252(label: str) -> None:
    assert encodings.decode(TEXT.encode("cp1252"), f"text/html; charset={label}") == TEXT


@pytest.mark.parametrize(
    ("label", "encoding", "text"),
    [
        ("gb2312", "gb18030", "大桥关闭 镕 喆"), ("GBK", "gb18030", "€ 大桥"), ("shift_jis", "cp932", "①橋が閉鎖"),
        ("x-sjis", "cp932", "髙橋"), ("euc-kr", "cp949", "똠 다리"), ("ks_c_5601-1987", "cp949", "다리"), ("tis-620", "cp874", "สะพาน…"),
        ("iso-8859-9", "cp1254", "köprü – “şehir”"), ("big5", "big5hkscs", "大橋關閉"), ("koi8-r", "koi8-r", "Мост закрыт"),
        ("windows-1251", "cp1251", "Мост – закрыт"), ("iso-2022-jp", "iso2022_jp", "橋が閉鎖"), ("euc-jp", "euc_jp", "橋が閉鎖"),
        ("x-mac-roman", "mac_roman", "café"), ("iso-8859-2", "iso8859_2", "Mostów żółć"),
    ],
)  # fmt: skip
def test_labels_are_read_as_browsers_read_them(label: str, encoding: str, text: str) -> None:
    assert encodings.decode(f'<?xml version="1.0" encoding="{label}"?>{text}'.encode(encoding)).endswith(text)


@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1251", "gbk", "nonsense", "utf-16"])
def test_valid_utf_8_counts_for_more_than_a_label(label: str) -> None:
    assert encodings.decode(TEXT.encode(), f"text/html; charset={label}") == TEXT


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_marks_and_nuls_show_the_encoding(encoding: str) -> None:
    assert encodings.decode('{"title": "Brücke"}'.encode(encoding)) == '{"title": "Brücke"}'


def test_undefined_and_control_bytes_leave_no_control_characters() -> None:
    decoded = encodings.decode(b"caf\xe9 \x81\x93ok\x94 \x85", "text/html; charset=iso-8859-1")

    assert decoded == "café “ok” …"
    assert encodings.without_c1_controls("a\x92b\x97c") == "a’b—c"


@pytest.mark.parametrize(
    "text", ["Doesn’t", "café “x”", "Müller", "Мост закрыт", "橋が閉鎖", "😀 ferry", "5 € and naïve", "à la mode – déjà"]
)  # fmt: skip
@pytest.mark.parametrize("times", [1, 2, 3])
def test_text_decoded_with_the_wrong_encoding_is_repaired(text: str, times: int) -> None:
    broken = text
    for _ in range(times):
        broken = "".join(
            bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in broken.encode("utf-8")
        )

    assert encodings.repair_double_decoded(broken) == text
    assert encodings.decode(broken.encode()) == text


@pytest.mark.parametrize(
    "text", ["IRMÃ”", "“MAÇÔ", "São Paulo é", "Ångström’s", "Ðakovo – Ñandú", "naïve à “là” été", "CHÂTEAU…", "Þórður", TEXT]
)  # fmt: skip
def test_text_that_may_be_meant_is_not_changed(text: str) -> None:
    assert encodings.repair_double_decoded(text) == text
