using Cart.Engine;

namespace Cart.Faults;

/// <summary>Makes the history of a cart of what the workers wrote down about it.</summary>
internal static class CartHistory
{
    public static List<Operation<CartModel>> Of(IEnumerable<WorkNote> notes)
    {
        var all = notes.ToList();
        var bits = all.Select(static note => note.Product).OfType<string>().Distinct().Index()
            .ToDictionary(static product => product.Item, static product => 1UL << product.Index);
        var answers = all.Where(static note => note.IsAnswer).ToDictionary(static note => note.Operation);
        return bits.Count > 60
            ? [.. Enumerable.Repeat(CartModel.Add(0, null, 0), 100)]
            :
            [
                .. all.Where(static note => !note.IsAnswer)
                    .Select(start => Operation(start, answers.GetValueOrDefault(start.Operation), bits)).OfType<Operation<CartModel>>(),
            ];
    }

    // What was refused, and what was only read and never answered, explains nothing.
    private static Operation<CartModel>? Operation(WorkNote start, WorkNote? answer, Dictionary<string, ulong> bits) => (start.What, answer) switch
    {
        ("add", { Answer: "Ok" }) => CartModel.Add(start.At, answer.At, bits[start.Product!]),
        ("add", null or { Uncertain: true }) => CartModel.Add(start.At, null, bits[start.Product!]),
        ("read", not null) => CartModel.Read(start.At, answer.At, Enum.Parse<CartState>(answer.Answer!), Mask(answer.Lines!, bits)),
        ("checkout", { Order: not null }) => CartModel.Checkout(start.At, answer.At, Mask(answer.Lines!, bits)),
        ("checkout", null or { Uncertain: true }) => CartModel.Checkout(start.At, null, null),
        _ => null,
    };

    private static ulong Mask(string[] lines, Dictionary<string, ulong> bits) => lines.Aggregate(0UL, (mask, line) => mask | bits.GetValueOrDefault(line));
}
