"""Functions a question may use. Whatever is not named here is refused.

Left out on purpose: what reads files, settings or the catalogue, what has side effects, and what makes something large
of something small (repeat, lpad, range as a list, replace, format, lists): the engine counts its tables against its
memory, but not a single value.
"""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


_OPERATORS = words("""
    + - * / // % ** ^ @ & | << >> ~ || ~~ !~~ ~~* !~~* ~~~ ->>
""")
_AGGREGATES = words("""
    any_value arbitrary approx_count_distinct approx_quantile arg_max arg_min argmax argmin avg bit_and bit_or
    bit_xor bool_and bool_or corr count count_if count_star countif covar_pop covar_samp entropy favg first fsum
    geomean geometric_mean kahan_sum kurtosis kurtosis_pop last mad max max_by mean median min min_by mode product
    quantile quantile_cont quantile_disc regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx
    regr_sxy regr_syy sem skewness stddev stddev_pop stddev_samp sum sumkahan var_pop var_samp variance weighted_avg
    wavg grouping
""")
_WINDOWS = words("""
    cume_dist dense_rank fill first_value lag last_value lead nth_value ntile percent_rank rank rank_dense
    row_number
""")
_NUMBERS = words("""
    abs acos add asin atan atan2 cbrt ceil ceiling cos cot degrees divide even exp fdiv floor fmod gcd greatest
    isfinite isinf isnan lcm least ln log log10 log2 mod multiply nextafter pi pow power radians round round_even
    sign sin sqrt subtract tan trunc
""")
_TEXTS = words("""
    ascii char_length character_length chr concat concat_ws contains ends_with hash instr lcase left len length
    levenshtein like_escape lower ltrim md5 nfc_normalize not_like_escape ord position prefix regexp_extract
    regexp_full_match regexp_matches reverse right rtrim sha256 split_part starts_with strip_accents strlen strpos
    substr substring suffix translate trim ucase unicode upper
""")
_JSON = words("""
    json_array_length json_exists json_extract json_extract_string json_type json_valid json_value
""")
_TIMES = words("""
    age century current_date current_localtime current_localtimestamp date_add date_diff date_part date_sub
    date_trunc datediff datepart datesub datetrunc day dayname dayofmonth dayofweek dayofyear days_in_month decade
    epoch epoch_ms epoch_ns epoch_us era get_current_time get_current_timestamp hour isodow isoyear julian last_day
    make_date make_time make_timestamp make_timestamptz microsecond millisecond minute month monthname
    normalized_interval now quarter second strftime strptime time_bucket timezone to_days to_hours to_microseconds
    to_milliseconds to_minutes to_months to_seconds to_timestamp to_weeks to_years today transaction_timestamp
    try_strptime week weekday weekofyear year yearweek
""")
_CHOICES = words("""
    coalesce if ifnull nullif typeof
""")

FUNCTIONS = _OPERATORS | _AGGREGATES | _WINDOWS | _NUMBERS | _TEXTS | _JSON | _TIMES | _CHOICES

TABLE_FUNCTIONS = frozenset(("range", "generate_series"))
"""Tables of numbers or instants, made as they are read."""

CONCATENATIONS = frozenset(("||", "concat", "concat_ws"))
"""Each may at most add its arguments up; only so many may stand in one question."""

TYPES = words("""
    bigint bool boolean char date dec decimal double float float4 float8 hugeint int int2 int4 int8 integer interval
    numeric real smallint string text time timestamp timestamptz tinyint ubigint uinteger varchar
""") | {"timestamp with time zone"}
"""Types a value may be cast to."""
