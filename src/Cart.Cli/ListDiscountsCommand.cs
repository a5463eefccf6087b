using System.CommandLine;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.Cli;

/// <summary><c>cart discounts list</c>: discounts by their codes, a page at a time.</summary>
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

    private readonly LimitOption _limit = new();

    private readonly Option<DiscountCode?> _cursor = new("--cursor")
    {
        HelpName = "CURSOR",
        Description = "Go on behind the page that named this cursor.",
        CustomParser = static result =>
        {
            if (DiscountCode.TryParse(result.Tokens[0].Value, out var code))
            {
                return code;
            }

            result.AddError("--cursor is no code; expected what the page before named.");
            return null;
        },
    };

    /// <summary>Makes the command.</summary>
    public ListDiscountsCommand()
        : base("list", "Lists discounts.", Details) => AddFirst(_limit, _cursor);

    /// <inheritdoc/>
    protected override StoreParts PartsOf(StoreSettings stores) => StoreParts.Orders;

    /// <inheritdoc/>
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
            new { Discounts = discounts.Select(discount => DiscountAnswer.Of(discount, currency)), NextCursor = next });
        return ExitCode.Done;
    }
}
