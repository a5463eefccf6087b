using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.Cli;

/// <summary><c>cart orders list</c>: orders, newest first, a page at a time.</summary>
internal sealed class ListOrdersCommand : StoreCommand
{
    private const string Details = """
        The newest come first. Where there are more than --limit, the answer ends with the
        cursor of the next page (next_cursor in JSON, null on the last page).

        Examples:
          cart orders list --limit 20 --data data
          cart orders list --user alice --json --postgres "Host=localhost;Database=shop;..."
          cart orders list --cursor 0198c9a5-2f6e-7d0c-9d53-7c1c2f6f0a11 --data data

        Exit codes:
          0    the orders were listed, also when there are none
          1    the store did not answer
          2    the command line is wrong
          3    the cursor names no order
        """;

    private readonly Option<string?> _user = new("--user") { HelpName = "ID", Description = "List the orders of this user. Default: of everyone." };
    private readonly LimitOption _limit = new();

    private readonly Option<OrderId?> _cursor = new("--cursor")
    {
        HelpName = "CURSOR",
        Description = "Go on behind the page that named this cursor.",
        CustomParser = static result =>
        {
            var text = result.Tokens[0].Value;
            if (OrderId.TryParse(text, out var id))
            {
                return id;
            }

            result.AddError($"--cursor is '{text}'; expected what the page before named.");
            return null;
        },
    };

    /// <summary>Makes the command.</summary>
    public ListOrdersCommand()
        : base("list", "Lists orders, newest first.", Details)
    {
        _user.Validators.Add(static result =>
        {
            if (result.Tokens is [{ Value: "" }])
            {
                result.AddError("--user is empty; give the id of a user, or leave the option away.");
            }
        });
        AddFirst(_user, _limit, _cursor);
    }

    /// <inheritdoc/>
    protected override StoreParts PartsOf(StoreSettings stores) => StoreParts.Orders;

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(StoreCall call, ParseResult parsed, CancellationToken cancellationToken)
    {
        var (store, limit, cursor) = (call.Services.GetRequiredService<IOrderStore>(), parsed.GetValue(_limit), parsed.GetValue(_cursor));
        if (cursor is { } last && await store.GetAsync(last, cancellationToken).ConfigureAwait(false) is null)
        {
            return call.Missing($"--cursor names no order in {call.Stores.Orders}; give what the page before named.");
        }

        var orders = parsed.GetValue(_user) is { } user
            ? await store.ListByUserAsync(user, cursor, limit, cancellationToken).ConfigureAwait(false)
            : await store.ListAsync(cursor, limit, cancellationToken).ConfigureAwait(false);
        var next = orders.Length == limit ? orders[^1].Id.ToString() : null;
        call.Answer(TextOf(orders, next), new { Orders = orders.Select(static order => new OrderAnswer(order)), NextCursor = next });
        return ExitCode.Done;
    }

    private static string TextOf(ImmutableArray<Order> orders, string? next)
    {
        IEnumerable<string> lines = orders.Select(static order => string.Create(
            CultureInfo.InvariantCulture,
            $"{order.Id}  {AnswerText.Time(order.PlacedAt)}  {order.Totals.Currency.Format(order.Totals.Total),14} {order.Totals.Currency}  {order.UserId ?? "a guest"}"));
        return string.Join('\n', next is null ? lines.Append($"{orders.Length} order(s)") : lines.Append($"more: --cursor {next}"));
    }
}
