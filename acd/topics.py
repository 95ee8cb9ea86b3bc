"""What calls are about, as far as skills and policies tell it apart. Pure."""

TOPICS_PL = {
    "unemployed": "osoba bezrobotna",
    "seeker": "osoba poszukująca pracy",
    "employer": "pracodawca",
    "other": "inna sprawa",
}
"""Who is calling, by the code that the menu gives."""
