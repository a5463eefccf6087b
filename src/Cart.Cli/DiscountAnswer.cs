using System.Globalization;
using Cart.Engine;

namespace Cart.Cli;

/// <summary>A discount as the tool's JSON has it.</summary>
internal sealed record DiscountAnswer(
    string Code,
    DiscountType DiscountType,
    string Value,
    string MinCartValue,
    long? MaxUses,
    int? MaxUsesPerCustomer,
    long CurrentUses,
    bool Active,
    DateTime? ValidFrom,
    DateTime? ValidUntil)
{
    public static DiscountAnswer Of(Discount discount) => new(
        discount.Code.Text,
        discount.Type,
        discount.Value.ToString("F2", CultureInfo.InvariantCulture),
        discount.MinCartValue.ToString("F2", CultureInfo.InvariantCulture),
        discount.MaxUses,
        discount.MaxUsesPerCustomer,
        discount.CurrentUses,
        discount.IsActive,
        discount.ValidFrom?.UtcDateTime,
        discount.ValidUntil?.UtcDateTime);

    /// <summary>Answers one discount.</summary>
    /// <returns>The exit code.</returns>
    public static int Show(StoreCall call, Discount discount)
    {
        call.Answer(TextOf(discount), Of(discount));
        return ExitCode.Done;
    }

    /// <summary>A discount in one line.</summary>
    public static string LineOf(Discount discount)
    {
        var answer = Of(discount);
        var unit = discount.Type is DiscountType.Percent ? " %" : "";
        var most = discount.MaxUses?.ToString(CultureInfo.InvariantCulture) ?? "any number";
        return $"{answer.Code,-20} {answer.Value,10}{unit,-2}  {answer.CurrentUses} of {most} used  {(answer.Active ? "active" : "disabled")}";
    }

    private static string TextOf(Discount discount)
    {
        var answer = Of(discount);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            code          {answer.Code}
            takes off     {answer.Value}{(discount.Type is DiscountType.Percent ? " %" : "")}
            from a sum of {answer.MinCartValue}
            uses          {answer.CurrentUses} of {discount.MaxUses?.ToString(CultureInfo.InvariantCulture) ?? "any number"}
            per customer  {discount.MaxUsesPerCustomer?.ToString(CultureInfo.InvariantCulture) ?? "any number"}
            valid from    {(discount.ValidFrom is null ? "always" : AnswerText.Time(discount.ValidFrom))}
            valid until   {(discount.ValidUntil is null ? "for ever" : AnswerText.Time(discount.ValidUntil))}
            active        {(discount.IsActive ? "yes" : "no")}
            """);
    }
}
