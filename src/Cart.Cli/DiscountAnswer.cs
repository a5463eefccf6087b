using System.Globalization;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;

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
    DateTime? ValidUntil,
    long Revision)
{
    public static DiscountAnswer Of(Discount discount, Currency currency) => new(
        discount.Code.Text,
        discount.Type,
        discount.FormatValue(currency),
        currency.FormatExact(discount.MinCartValue),
        discount.MaxUses,
        discount.MaxUsesPerCustomer,
        discount.CurrentUses,
        discount.IsActive,
        discount.ValidFrom?.UtcDateTime,
        discount.ValidUntil?.UtcDateTime,
        discount.Revision);

    /// <summary>Answers one discount.</summary>
    /// <returns>The exit code.</returns>
    public static int Show(StoreCall call, Discount discount)
    {
        var (currency, now) = (Currency.Parse(call.Stores.Currency), call.Services.GetRequiredService<TimeProvider>().GetUtcNow());
        call.Answer(TextOf(discount, currency), Of(discount, currency));
        if (discount.ValidUntil is { } end && end < now)
        {
            call.Error.WriteLine($"Note: {discount.Code} is over already: it was valid until {AnswerText.Time(end)}, and it is {AnswerText.Time(now)}.");
        }

        return ExitCode.Done;
    }

    /// <summary>A discount in one line.</summary>
    public static string LineOf(Discount discount, Currency currency, DateTimeOffset now)
    {
        var answer = Of(discount, currency);
        var unit = discount.Type is DiscountType.Percent ? " %" : "";
        var most = discount.MaxUses?.ToString(CultureInfo.InvariantCulture) ?? "any number";
        return $"{answer.Code,-20} {answer.Value,10}{unit,-2}  {answer.CurrentUses} of {most} used  {StandingOf(discount, now)}";
    }

    private static string StandingOf(Discount discount, DateTimeOffset now) => DiscountRules.Check(discount, decimal.MaxValue, now) switch
    {
        DiscountProblem.Inactive => "disabled",
        DiscountProblem.Exhausted => "used up",
        DiscountProblem.NotStarted => "scheduled",
        DiscountProblem.Expired => "expired",
        _ => "active",
    };

    private static string TextOf(Discount discount, Currency currency)
    {
        var answer = Of(discount, currency);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            code          {answer.Code}
            takes off     {answer.Value}{(discount.Type is DiscountType.Percent ? " %" : "")}
            from a sum of {answer.MinCartValue}
            uses          {answer.CurrentUses} of {discount.MaxUses?.ToString(CultureInfo.InvariantCulture) ?? "any number"}
            per customer  {discount.MaxUsesPerCustomer?.ToString(CultureInfo.InvariantCulture) ?? "any number"}
            valid from    {(discount.ValidFrom is null ? "always" : AnswerText.Time(discount.ValidFrom))}
            valid until   {(discount.ValidUntil is null ? "no end" : AnswerText.Time(discount.ValidUntil))}
            active        {(discount.IsActive ? "yes" : "no")}
            """);
    }
}
