"""One key for a name under all its spellings in Latin letters: `codebook.name_key`."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidings.codebook import load, name_key

SAME = [
    ("Zelensky", "Zelenskyy"),
    ("Zelensky", "Zelenskiy"),
    ("Zelensky", "Zelenskyi"),
    ("Volodymyr Zelenskyy", "Vladimir Zelensky"),
    ("Klitschko", "Klychko"),
    ("Vitali Klitschko", "Vitaliy Klychko"),
    ("Vitalii Klitschko", "Vitaly Klichko"),
    ("Muammar Gaddafi", "Moammar Qaddafi"),
    ("Muammar Gaddafi", "Mouammar Kadhafi"),
    ("Saif al-Islam Gaddafi", "Seif el-Islam Kadhafi"),
    ("Bashar al-Assad", "Bashar Assad"),
    ("Abdel Fattah el-Sisi", "Abdul Fattah al-Sisi"),
    ("Abdel Fattah el-Sisi", "Abdelfattah Al-Sissi"),
    ("Recep Tayyip Erdogan", "Recep Tayyip Erdoğan"),
    ("Aleksandar Vučić", "Aleksandar Vucic"),
    ("Alexander Lukashenko", "Aliaksandr Lukashenka"),
    ("Sviatlana Tsikhanouskaya", "Svetlana Tikhanovskaya"),
    ("Viktor Yanukovych", "Viktor Yanukovich"),
    ("Yulia Tymoshenko", "Yuliya Timoshenko"),
    ("Mikhail Gorbachev", "Mikhail Gorbachov"),
    ("Oleksandr Syrskyi", "Oleksandr Syrsky"),
    ("Valerii Zaluzhnyi", "Valeriy Zaluzhny"),
    ("Oleh Syniehubov", "Oleh Synehubov"),
    ("Ihor Terekhov", "Igor Terekhov"),
    ("Sergei Shoigu", "Sergey Shoygu"),
    ("Dmitry Peskov", "Dmitri Peskov"),
    ("Yevgeny Prigozhin", "Evgeny Prigozhin"),
    ("Sergei Lavrov", "Sergey Lavrov"),
    ("Alexei Navalny", "Aleksei Navalnyi"),
    ("Mohamed ElBaradei", "Mohammed al-Baradei"),
    ("Mohamed Morsi", "Mohammed Mursi"),
    ("Khalifa Haftar", "Khalifa Hafter"),
    ("Ismail Haniyeh", "Ismail Haniya"),
    ("Yahya Sinwar", "Yehya Sinwar"),
    ("Hassan Nasrallah", "Hasan Nasrallah"),
    ("Ali Khamenei", "Aly Khamenei"),
    ("Ebrahim Raisi", "Ibrahim Raisi"),
    ("Ebrahim Raisi", "Ebrahim Raeisi"),
    ("Qasem Soleimani", "Qassem Suleimani"),
    ("Qasem Soleimani", "Kasem Sulaimani"),
    ("Nouri al-Maliki", "Nuri Maliki"),
    ("Haider al-Abadi", "Haydar al-Abadi"),
    ("Muqtada al-Sadr", "Moqtada Sadr"),
    ("Ali Abdullah Saleh", "Ali Abdallah Salih"),
    ("Abd Rabbuh Mansur Hadi", "Abdrabbuh Mansour Hadi"),
    ("Omar al-Bashir", "Omer al-Basheer"),
    ("Abdel Fattah al-Burhan", "Abdulfattah al-Burhan"),
    ("Hassan Rouhani", "Hasan Ruhani"),
    ("Osama bin Laden", "Usama bin Ladin"),
    ("Ayman al-Zawahiri", "Aiman al-Zawahri"),
    ("Rafik Hariri", "Rafiq Hariri"),
    ("Kais Saied", "Qais Saïed"),
    ("Rached Ghannouchi", "Rashid Ghannouchi"),
    ("Abdulrahman al-Rashed", "Abdel Rahman al-Rashid"),
    ("Abdelmadjid Tebboune", "Abdelmajid Tebboune"),
    ("Khaled Meshaal", "Khalid Mashal"),
    ("Petro Poroshenko", "Piotr Poroshenko"),
    ("Emmanuel Macron", "Emmanuel Macron's"),
    ("Nicolás Maduro", "Nicolas Maduro"),
    ("Lech Wałęsa", "Lech Walesa"),
    ("Gerhard Schröder", "Gerhard Schroeder"),
    ("Ilham Aliyev", "Ilham Aliev"),
    ("Nikol Pashinyan", "Nikol Pashinian"),
    ("Kim Jong-un", "Kim Jong Un"),
    ("Hamid Karzai", "Hamed Karzai"),
    ("Ashraf Ghani", "Ashraf Gani"),
    ("Benjamin Netanyahu", "Benjamin Netanyahou"),
]
APART = [
    ("Boris Johnson", "Mike Johnson"),
    ("Saad Hariri", "Rafik Hariri"),
    ("Bashar al-Assad", "Hafez al-Assad"),
    ("Hassan Nasrallah", "Hussein Nasrallah"),
    ("Saddam Hussein", "Sadiq Hussein"),
    ("Imran Khan", "Karim Khan"),
    ("George W. Bush", "George H. W. Bush"),
    ("Dmitry Medvedev", "Viktor Medvedchuk"),
    ("Medvedev", "Medvedchuk"),
    ("Putin", "Poutine Pavel"),
    ("Volodymyr Zelensky", "Vladimir Putin"),
    ("Vitali Klitschko", "Wladimir Klitschko"),
    ("Masoud Barzani", "Masrour Barzani"),
    ("Masoud Barzani", "Nechirvan Barzani"),
    ("Ali Khamenei", "Ruhollah Khomeini"),
    ("Khamenei", "Khomeini"),
    ("Hamad bin Isa", "Hamid bin Isa"),
    ("Jamal", "Jamil"),
    ("Hassan", "Hussein"),
    ("Salim", "Salam"),
    ("Karim", "Karam"),
    ("Rashid", "Rashad"),
    ("Kofi Annan", "Ban Ki-moon"),
    ("Kim Jong-un", "Kim Jong-il"),
    ("Kim Jong-un", "Kim Il-sung"),
    ("Viktor Yanukovych", "Viktor Yushchenko"),
    ("Sergei Lavrov", "Sergei Shoigu"),
    ("Oleksandr Syrskyi", "Oleksii Reznikov"),
    ("Oleksandr", "Oleksii"),
    ("Andriy Yermak", "Andriy Sybiha"),
    ("Joe Biden", "Hunter Biden"),
    ("Donald Trump", "Donald Tusk"),
    ("Antonio Guterres", "Antonio Tajani"),
    ("Emmanuel Macron", "Brigitte Macron"),
    ("Vladimir Saldo", "Vladimir Solovyov"),
    ("Muqtada al-Sadr", "Musa al-Sadr"),
    ("Abdullah", "Abdulrahman"),
    ("Abdullah Gul", "Abdullah Saleh"),
    ("Omar al-Bashir", "Bashar al-Omar"),
    ("Mohammed Morsi", "Ahmed Morsi"),
    ("Mahmoud Abbas", "Mahmoud Ahmadinejad"),
    ("Mohammed", "Mahmoud"),
    ("Ahmed", "Hamad"),
    ("Ismail Haniyeh", "Ibrahim Haniyeh"),
    ("Yahya Sinwar", "Mohammed Sinwar"),
    ("Petro Poroshenko", "Petro Symonenko"),
    ("Igor Girkin", "Igor Kirillov"),
    ("Ramzan Kadyrov", "Akhmad Kadyrov"),
    ("Denis Pushilin", "Leonid Pasechnik"),
    ("Aleksandar Vucic", "Tomislav Nikolic"),
    ("Hashim Thaci", "Hashim Thabit"),
    ("Salva Kiir", "Riek Machar"),
    ("Ministry of Health", "Ministry of Defence"),
    ("Vesk council", "Vesk police"),
    ("Marin", "Marine"),
    ("Marina", "Maren"),
    ("Ivan Dorn", "Ivana Dorn"),
    ("Sanna Marin", "Marine Le Pen"),
    ("Nikolai Patrushev", "Dmitry Patrushev"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other) != ""


@pytest.mark.parametrize(("one", "other"), APART)
def test_other_people_have_other_keys(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


def test_articles_cases_marks_and_possessives_do_not_count() -> None:
    assert name_key("the Vesk Council's") == name_key("VESK COUNCIL") == name_key("Vésk Council")
    assert name_key("Al-Dorn") == name_key("el Dorn") == name_key("ElDorn") == name_key("Dorn")


def test_a_users_own_spellings(tmp_path: Path) -> None:
    (tmp_path / "spellings.yaml").write_text("dorn: [thorne]\n")
    assert name_key("Ivan Thorne", tmp_path) == name_key("Ivan Dorn", tmp_path) == name_key("Ivan Dorn")
    assert name_key("Ivan Thorne") != name_key("Ivan Dorn")


def test_what_has_no_name_in_it() -> None:
    assert name_key("") == name_key(" -- ") == ""
    assert name_key("The") != "", "an article alone is kept rather than nothing"
    assert name_key("Зеленський") == name_key("зеленський") != "", "other scripts are compared as they stand"


def test_no_two_people_of_the_codebook_share_a_key() -> None:
    owners: dict[str, set[str]] = {}
    for person in load().people.values():
        for name in (person.name, *person.aliases):
            owners.setdefault(name_key(name), set()).add(person.id)
    assert {key: ids for key, ids in owners.items() if len(ids) > 1} == {}


@given(st.text(max_size=40))
def test_any_text_has_a_key_whatever_the_blanks_around_it(text: str) -> None:
    key = name_key(text)
    assert key == key.strip()
    assert name_key(f" {text}\n") == key
