using System.CommandLine;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.Cli;

/// <summary><c>cart carts show ID</c>: one cart as it is, without touching it.</summary>
internal sealed class ShowCartCommand : StoreCommand
{
    private const string Details = """
        Reads the cart and changes nothing, not even its expiry. The id of a shopper's cart
        lets whoever knows it change the cart: keep it to yourself.

        Examples:
          cart carts show 0f1e2d3c4b5a69788796a5b4c3d2e1f0 --redis localhost:6379
          cart carts show 0f1e2d3c4b5a69788796a5b4c3d2e1f0 --data data --json

        Exit codes:
          0    the cart was shown
          1    the store did not answer
          2    the command line is wrong
          3    there is no such cart; it may have expired
        """;

    private readonly CartIdArgument _id = new();

    /// <summary>Makes the command.</summary>
    public ShowCartCommand()
        : base("show", "Shows a cart.", Details) => Add(_id);

    /// <inheritdoc/>
    protected override StoreParts PartsOf(StoreSettings stores) => StoreParts.Carts;

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(StoreCall call, ParseResult parsed, CancellationToken cancellationToken)
    {
        var id = parsed.GetRequiredValue(_id);
        var cart = await call.Services.GetRequiredService<ICartStore>().GetAsync(id, cancellationToken).ConfigureAwait(false);
        if (cart.CreatedAt is null)
        {
            return call.Missing($"There is no cart {id} in {call.Stores.Carts}.");
        }

        CartTotals.TrySum(cart, out var summary);
        call.Answer(TextOf(cart, summary), new
        {
            Id = id.ToString(),
            cart.State,
            cart.Version,
            cart.UserId,
            CreatedAt = cart.CreatedAt?.UtcDateTime,
            ChangedAt = cart.ChangedAt?.UtcDateTime,
            Currency = cart.Currency.Code,
            Lines = LineAnswer.Of(cart.Lines, cart.Currency),
            UniqueCount = cart.Lines.Length,
            cart.Count,
            Summary = cart.Currency.Format(summary),
            cart.DiscountCode,
            cart.ShippingOptionId,
            OrderId = cart.OrderId?.ToString(),
            Successor = cart.Successor?.ToString(),
            MergedInto = cart.Merge?.Target.ToString(),
        });
        return ExitCode.Done;
    }

    private static string TextOf(CartSnapshot cart, decimal summary)
    {
        string?[] parts =
        [
            $"cart      {cart.Id}",
            $"state     {AnswerText.Words(cart.State)}, version {cart.Version}",
            $"user      {cart.UserId ?? "a guest"}",
            $"created   {AnswerText.Time(cart.CreatedAt)}",
            $"changed   {AnswerText.Time(cart.ChangedAt)}",
            cart.OrderId is { } order ? $"order     {order}" : null,
            cart.Merge is { } merge ? $"merged    into {merge.Target}" : null,
            .. AnswerText.Lines(cart.Lines, cart.Currency),
            $"summary   {cart.Currency.Format(summary)} {cart.Currency}",
            cart.DiscountCode is { } code ? $"discount  {code}" : null,
            cart.ShippingOptionId is { } option ? $"shipping  {option}" : null,
        ];
        return string.Join('\n', parts.OfType<string>());
    }
}
