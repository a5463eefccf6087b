using System.Globalization;
using Cart.Engine;
using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

/// <summary>The fields of a discount as a person fills them in, with whatever mistakes. Moments are in UTC.</summary>
internal sealed record DiscountForm
{
    private const string MomentForm = "yyyy-MM-ddTHH:mm:ss";

    private static readonly string[] MomentForms = [MomentForm, "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss.FFFFFFF"];

    public string Code { get; init; } = "";

    public string DiscountType { get; init; } = "percent";

    public string Value { get; init; } = "";

    public string MinCartValue { get; init; } = "0";

    public string MaxUses { get; init; } = "";

    public string MaxUsesPerCustomer { get; init; } = "";

    public bool IsActive { get; init; } = true;

    public string ValidFrom { get; init; } = "";

    public string ValidUntil { get; init; } = "";

    /// <summary>Returns the fields of a discount that is to be edited.</summary>
    public static DiscountForm Of(Discount discount, Currency currency) => new()
    {
        Code = discount.Code.Text,
        DiscountType = discount.Type is Engine.DiscountType.Percent ? "percent" : "fixed",
        Value = discount.FormatValue(currency),
        MinCartValue = currency.FormatExact(discount.MinCartValue),
        MaxUses = discount.MaxUses?.ToString(CultureInfo.InvariantCulture) ?? "",
        MaxUsesPerCustomer = discount.MaxUsesPerCustomer?.ToString(CultureInfo.InvariantCulture) ?? "",
        IsActive = discount.IsActive,
        ValidFrom = TextOf(discount.ValidFrom),
        ValidUntil = TextOf(discount.ValidUntil),
    };

    /// <summary>Returns the fields as they were sent.</summary>
    public static DiscountForm Of(IFormCollection form) => new()
    {
        Code = form["code"].ToString(),
        DiscountType = form["discount_type"].ToString(),
        Value = form["value"].ToString().Trim(),
        MinCartValue = form["min_cart_value"].ToString().Trim(),
        MaxUses = form["max_uses"].ToString().Trim(),
        MaxUsesPerCustomer = form["max_uses_per_customer"].ToString().Trim(),
        IsActive = form["active"] == "true",
        ValidFrom = form["valid_from"].ToString(),
        ValidUntil = form["valid_until"].ToString(),
    };

    /// <summary>Reads the fields. Returns what is wrong with them; nothing if <paramref name="discount"/> can be stored.</summary>
    /// <param name="stored">The discount that is edited; null for a new one. Its moments may be finer than a field shows.</param>
    /// <param name="currency">The currency of the shop.</param>
    /// <param name="discount">The discount.</param>
    public IReadOnlyList<DiscountFieldError> Read(Discount? stored, Currency currency, out Discount discount)
    {
        var errors = new List<DiscountFieldError>();
        var input = new DiscountInput
        {
            Code = stored?.Code.Text ?? Code,
            DiscountType = DiscountType,
            Value = Amount("value", Value, errors),
            MinCartValue = MinCartValue.Length == 0 ? 0 : Amount("min_cart_value", MinCartValue, errors),
            MaxUses = Whole("max_uses", MaxUses, long.MaxValue, errors),
            MaxUsesPerCustomer = (int?)Whole("max_uses_per_customer", MaxUsesPerCustomer, int.MaxValue, errors),
            Active = IsActive,
            ValidFrom = Moment("valid_from", ValidFrom, stored?.ValidFrom, errors),
            ValidUntil = Moment("valid_until", ValidUntil, stored?.ValidUntil, errors),
        };
        var others = stored is null ? DiscountDefinition.Read(input, currency, out discount) : input.Read(out discount, currency, stored);
        return [.. errors, .. others.Where(other => errors.All(error => error.Field != other.Field))];
    }

    private static string TextOf(DateTimeOffset? moment) => moment?.UtcDateTime.ToString(MomentForm, CultureInfo.InvariantCulture) ?? "";

    private static decimal Amount(string field, string text, List<DiscountFieldError> errors)
    {
        const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;
        if (text.Length <= 29 && decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out var amount))
        {
            return amount;
        }

        errors.Add(new(field, text.Length == 0 ? "This field cannot be blank." : "Enter a number such as 12.50."));
        return 0;
    }

    private static long? Whole(string field, string text, long most, List<DiscountFieldError> errors)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && Math.Abs((decimal)number) <= most)
        {
            return number;
        }

        errors.Add(new(field, "Enter a whole number, or nothing."));
        return null;
    }

    private static DateTimeOffset? Moment(string field, string text, DateTimeOffset? stored, List<DiscountFieldError> errors)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (text == TextOf(stored))
        {
            return stored;
        }

        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParseExact(text, MomentForms, CultureInfo.InvariantCulture, Utc, out var moment))
        {
            return moment;
        }

        errors.Add(new(field, "Enter a date and a time such as 2026-05-04T10:00, in UTC, or nothing."));
        return null;
    }
}
