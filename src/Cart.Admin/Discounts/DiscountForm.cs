using System.Globalization;

namespace Cart.Admin;

/// <summary>Represents the fields of a discount form as a person filled them in, valid or not. Times are in UTC.</summary>
internal sealed class DiscountForm(IReadOnlyDictionary<string, string> fields)
{
    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss";

    private static readonly string[] TimeFormats = [TimeFormat, "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss.FFFFFFF"];

    private readonly List<DiscountFieldError> _errors = [];

    /// <summary>The fields of a new discount.</summary>
    public static DiscountForm New => new(new Dictionary<string, string> { ["min_cart_value"] = "0", ["active"] = "true" });

    /// <summary>Returns what a field holds.</summary>
    public string this[string field] => fields.GetValueOrDefault(field, "");

    /// <summary>Returns the fields of a stored discount.</summary>
    public static DiscountForm Of(Discount discount, Currency currency)
    {
        var body = OperatorDiscountBody.Of(discount, currency);
        return new(new Dictionary<string, string>
        {
            ["discount_type"] = body.DiscountType,
            ["value"] = body.Value,
            ["min_cart_value"] = body.MinCartValue,
            ["max_uses"] = string.Create(CultureInfo.InvariantCulture, $"{body.MaxUses}"),
            ["max_uses_per_customer"] = string.Create(CultureInfo.InvariantCulture, $"{body.MaxUsesPerCustomer}"),
            ["valid_from"] = TextOf(discount.ValidFrom),
            ["valid_until"] = TextOf(discount.ValidUntil),
            ["active"] = body.Active ? "true" : "",
        });
    }

    /// <summary>Returns the fields as they were sent.</summary>
    public static DiscountForm Of(IFormCollection form) => new(form.ToDictionary(static field => field.Key, static field => field.Value.ToString()));

    /// <summary>
    /// Reads the fields. Returns their errors; empty if <paramref name="discount"/> can be stored. An edited discount keeps times that are finer than
    /// a field shows.
    /// </summary>
    public IReadOnlyList<DiscountFieldError> Read(Discount? stored, Currency currency, out Discount discount)
    {
        _errors.Clear();
        var input = new DiscountInput
        {
            Code = stored?.Code.Text ?? this["code"],
            DiscountType = this["discount_type"],
            Value = Amount("value"),
            MinCartValue = this["min_cart_value"].Trim().Length == 0 ? 0 : Amount("min_cart_value"),
            MaxUses = Whole("max_uses", long.MaxValue),
            MaxUsesPerCustomer = (int?)Whole("max_uses_per_customer", int.MaxValue),
            Active = this["active"] == "true",
            ValidFrom = Time("valid_from", stored?.ValidFrom),
            ValidUntil = Time("valid_until", stored?.ValidUntil),
        };
        var others = stored is null ? AdminDiscounts.Read(input, currency, out discount) : input.Read(out discount, currency, stored);
        return [.. _errors, .. others.Where(other => _errors.All(error => error.Field != other.Field))];
    }

    private static string TextOf(DateTimeOffset? time) => time?.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture) ?? "";

    private decimal Amount(string field)
    {
        const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;
        var text = this[field].Trim();
        return text.Length <= 29 && decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out var amount)
            ? amount
            : Invalid<decimal>(field, text.Length == 0 ? "This field cannot be blank." : "Enter a number such as 12.50.");
    }

    private long? Whole(string field, long most)
    {
        var text = this[field].Trim();
        return text.Length == 0 ? null
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                && Math.Abs((decimal)number) <= most ? number
            : Invalid<long?>(field, "Enter a whole number, or leave it empty.");
    }

    private DateTimeOffset? Time(string field, DateTimeOffset? stored)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        var text = this[field];
        return text.Length == 0 ? null
            : text == TextOf(stored) ? stored
            : DateTimeOffset.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, Utc, out var time) ? time
            : Invalid<DateTimeOffset?>(field, "Enter a date and time in UTC such as 2026-05-04T10:00, or leave it empty.");
    }

    private T? Invalid<T>(string field, string message)
    {
        _errors.Add(new(field, message));
        return default;
    }
}
