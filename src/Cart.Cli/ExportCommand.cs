using System.CommandLine;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.Cli;

/// <summary><c>cart export ID</c>: a cart in the documented JSON.</summary>
internal sealed class ExportCommand : StoreCommand
{
    private const string Details = """
        Writes the documented JSON of a cart (docs/serialisation.md), which a program
        restores by ShoppingCart.RestoreAsync. The cart is not changed.

        Examples:
          cart export 0f1e2d3c4b5a69788796a5b4c3d2e1f0 --redis localhost:6379
          cart export 0f1e2d3c4b5a69788796a5b4c3d2e1f0 --output cart.json --data data

        Exit codes:
          0    the cart was written
          1    the store did not answer, or the file could not be written
          2    the command line is wrong
          3    there is no such cart, or nothing in it any more: it became an order
        """;

    private readonly CartIdArgument _id = new();

    private readonly OutputOption _output = new();

    /// <summary>Makes the command.</summary>
    public ExportCommand()
        : base("export", "Writes a cart as JSON.", Details)
    {
        Add(_id);
        AddFirst(_output);
    }

    /// <inheritdoc/>
    protected override StoreParts PartsOf(StoreSettings stores) => StoreParts.Carts;

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(StoreCall call, ParseResult parsed, CancellationToken cancellationToken)
    {
        var id = parsed.GetRequiredValue(_id);
        var cart = await call.Services.GetRequiredService<ICartStore>().GetAsync(id, cancellationToken).ConfigureAwait(false);
        switch (cart)
        {
            case { CreatedAt: null }:
                return call.Missing($"There is no cart {id} in {call.Stores.Carts}.");
            case { OrderId: { } order }:
                return call.Missing($"The cart {id} became the order {order}. See: cart orders show {order}");
            case { State: CartState.Merged, Merge: { } merge }:
                return call.Missing($"The cart {id} was merged into {merge.Target}.");
        }

        var json = System.Text.Encoding.UTF8.GetString(CartJson.Write(cart));
        var text = parsed.GetValue(_output) is null ? json + '\n' : json;
        return await _output.WriteAsync(call, parsed, writer => writer.WriteAsync(text)).ConfigureAwait(false);
    }
}
