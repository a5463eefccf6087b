using System.CommandLine;
using System.Globalization;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.Cli;

/// <summary>Represents <c>cart discounts list</c>, which lists discounts by their codes, a page at a time.</summary>
internal sealed class ListDiscountsCommand : StoreCommand
{
    private const string Details = """
        In the order of their codes. Where there are more than --limit, the answer ends with
        the cursor of the next page (next_cursor in JSON, null on the last page).

        Examples:
          cart discounts list --data data
          cart discounts list --limit 20 --cursor SUMMER25 --json \
            --postgres "Host=localhost;Database=shop;..."

        Exit codes:
          0    the discounts were listed, also when there are none
          1    the store did not answer
          2    the command line is wrong
        """;

    private readonly Option<int> _limit = SharedOptions.Limit();
    private readonly Option<DiscountCode?> _cursor = SharedOptions.Cursor<DiscountCode>(DiscountCode.TryParse);

    public ListDiscountsCommand()
        : base("list", "Lists discounts.", StoreParts.Orders, Details) => AddFirst(_limit, _cursor);

    protected override async Task<int> RunAsync(StoreCall call, ParseResult parsed, CancellationToken cancellationToken)
    {
        var limit = parsed.GetValue(_limit);
        var discounts = await call.Services.GetRequiredService<DiscountService>()
            .ListAsync(parsed.GetValue(_cursor), limit, cancellationToken).ConfigureAwait(false);
        var (currency, now) = (Currency.Parse(call.Stores.Currency), call.Services.GetRequiredService<TimeProvider>().GetUtcNow());
        var next = discounts.Length == limit ? discounts[^1].Code.Text : null;
        var end = next is null ? $"{discounts.Length} discount(s)" : $"more: --cursor {next}";
        call.Answer(
            string.Join('\n', discounts.Select(discount => DiscountAnswer.LineOf(discount, currency, now)).Append(end)),
            new { Discounts = discounts.Select(discount => new DiscountAnswer(discount, currency)), NextCursor = next });
        return ExitCode.Done;
    }
}

/// <summary>Represents a discount in the tool's JSON.</summary>
internal sealed class DiscountAnswer(Discount discount, Currency currency)
{
    public string Code => discount.Code.Text;
    public DiscountType DiscountType => discount.Type;
    public string Value => discount.FormatValue(currency);
    public string MinCartValue => currency.FormatExact(discount.MinCartValue);
    public long? MaxUses => discount.MaxUses;
    public int? MaxUsesPerCustomer => discount.MaxUsesPerCustomer;
    public long CurrentUses => discount.CurrentUses;
    public bool Active => discount.IsActive;
    public DateTime? ValidFrom => discount.ValidFrom?.UtcDateTime;
    public DateTime? ValidUntil => discount.ValidUntil?.UtcDateTime;
    public long Revision => discount.Revision;

    /// <summary>Writes one discount, and returns the exit code.</summary>
    public static int Show(StoreCall call, Discount discount)
    {
        var (currency, now) = (Currency.Parse(call.Stores.Currency), call.Services.GetRequiredService<TimeProvider>().GetUtcNow());
        call.Answer(TextOf(discount, currency), new DiscountAnswer(discount, currency));
        if (discount.ValidUntil is { } end && end < now)
        {
            call.Error.WriteLine($"Note: {discount.Code} is over already: it was valid until {AnswerText.Time(end)}, and it is {AnswerText.Time(now)}.");
        }

        return ExitCode.Done;
    }

    /// <summary>Formats a discount in one line.</summary>
    public static string LineOf(Discount discount, Currency currency, DateTimeOffset now)
    {
        var answer = new DiscountAnswer(discount, currency);
        var unit = discount.Type is DiscountType.Percent ? " %" : "";
        var most = discount.MaxUses?.ToString(CultureInfo.InvariantCulture) ?? "any number";
        return $"{answer.Code,-20} {answer.Value,10}{unit,-2}  {answer.CurrentUses} of {most} used  {StandingOf(discount, now)}";
    }

    private static string StandingOf(Discount discount, DateTimeOffset now) =>
        DiscountRules.Check(discount, decimal.MaxValue, now) is not { } error ? "active"
        : error.Is(CartErrors.DiscountInactive) ? "disabled"
        : error.Is(CartErrors.DiscountExhausted) ? "used up"
        : error.Is(CartErrors.DiscountNotStarted) ? "scheduled"
        : "expired";

    private static string TextOf(Discount discount, Currency currency)
    {
        var answer = new DiscountAnswer(discount, currency);
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
