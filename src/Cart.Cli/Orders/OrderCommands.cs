using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.Cli;

/// <summary>Represents <c>cart orders list</c>, which lists orders, newest first, a page at a time.</summary>
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
    private readonly Option<int> _limit = SharedOptions.Limit();
    private readonly Option<OrderId?> _cursor = SharedOptions.Cursor<OrderId>(OrderId.TryParse);

    public ListOrdersCommand()
        : base("list", "Lists orders, newest first.", StoreParts.Orders, Details)
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

/// <summary>Represents <c>cart orders show ID</c>, which shows one order as it was placed.</summary>
internal sealed class ShowOrderCommand : StoreCommand
{
    private const string Details = """
        Examples:
          cart orders show 0198c9a5-2f6e-7d0c-9d53-7c1c2f6f0a11 --data data
          cart orders show 0198c9a5-2f6e-7d0c-9d53-7c1c2f6f0a11 --json \
            --postgres "Host=localhost;Database=shop;Username=shop;Password=secret"

        Exit codes:
          0    the order was shown
          1    the store did not answer
          2    the command line is wrong
          3    there is no such order
        """;

    private readonly Argument<OrderId> _id = SharedOptions.OrderId();

    public ShowOrderCommand()
        : base("show", "Shows an order.", StoreParts.Orders, Details) => Add(_id);

    protected override async Task<int> RunAsync(StoreCall call, ParseResult parsed, CancellationToken cancellationToken)
    {
        var id = parsed.GetRequiredValue(_id);
        if (await call.Services.GetRequiredService<IOrderStore>().GetAsync(id, cancellationToken).ConfigureAwait(false) is not { } order)
        {
            return call.Missing($"There is no order {id} in {call.Stores.Orders}.");
        }

        call.Answer(TextOf(new OrderAnswer(order), order), new OrderAnswer(order));
        return ExitCode.Done;
    }

    private static string TextOf(OrderAnswer answer, Order order)
    {
        string[] parts =
        [
            $"order     {answer.Id}",
            $"placed    {AnswerText.Time(order.PlacedAt)}",
            $"cart      {answer.CartId}, version {answer.CartVersion}",
            $"user      {answer.UserId ?? "a guest"}",
            .. AnswerText.Lines(order.Lines, order.Totals.Currency, order.Details.Names),
            $"summary   {answer.Summary}",
            $"discount  {answer.DiscountAmount} {answer.DiscountCode}".TrimEnd(),
            $"tax       {answer.Tax}",
            $"shipping  {answer.Shipping} {order.Details.ShippingOption?.Name}".TrimEnd(),
            $"total     {answer.Total} {answer.Currency}",
        ];
        return string.Join('\n', parts);
    }
}

/// <summary>Represents an order in the tool's JSON. Amounts have the currency's decimals.</summary>
internal sealed class OrderAnswer(Order order)
{
    public string Id => order.Id.ToString();
    public string CartId => order.CartId.ToString();
    public long CartVersion => order.CartVersion;
    public string? UserId => order.UserId;
    public DateTime PlacedAt => order.PlacedAt.UtcDateTime;
    public string Currency => order.Totals.Currency.Code;
    public IReadOnlyList<LineAnswer> Lines => LineAnswer.Of(order.Lines, order.Totals.Currency, order.Details.Names);
    public string Summary => Amount(order.Totals.Summary);
    public string? DiscountCode => order.DiscountCodes.FirstOrDefault();
    public string DiscountAmount => Amount(order.Totals.DiscountAmount);
    public string Tax => Amount(order.Totals.Tax);
    public string Shipping => Amount(order.Totals.Shipping);
    public object? ShippingOption => order.Details.ShippingOption is { } option ? new { option.Id, option.Name, Price = Amount(option.Price) } : null;
    public string Total => Amount(order.Totals.Total);

    private string Amount(decimal amount) => order.Totals.Currency.Format(amount);
}
