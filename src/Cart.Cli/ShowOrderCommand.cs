using System.CommandLine;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.Cli;

/// <summary><c>cart orders show ID</c>: one order as it was placed.</summary>
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

    private readonly OrderIdArgument _id = new();

    /// <summary>Makes the command.</summary>
    public ShowOrderCommand()
        : base("show", "Shows an order.", Details) => Add(_id);

    /// <inheritdoc/>
    protected override StoreParts PartsOf(StoreSettings stores) => StoreParts.Orders;

    /// <inheritdoc/>
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
            $"shipping  {answer.Shipping} {answer.ShippingOption?.Name}".TrimEnd(),
            $"total     {answer.Total} {answer.Currency}",
        ];
        return string.Join('\n', parts);
    }
}
