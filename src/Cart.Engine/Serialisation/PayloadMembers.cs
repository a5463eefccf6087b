using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>Collects the members of a map while it is read, whichever format it comes in: each name once, and none too long.</summary>
internal sealed class PayloadMembers(PayloadPath path)
{
    // Refusals repeat names. The longest that has a place in a payload is a product key of 75 characters.
    private const int MaxNameLength = 128;

    private readonly ImmutableArray<(string, PayloadNode)>.Builder _members = ImmutableArray.CreateBuilder<(string, PayloadNode)>();
    private readonly HashSet<string> _names = [];

    /// <summary>Takes the name of the next member, and returns where its value is.</summary>
    /// <exception cref="InvalidPayloadException">The name is too long, or stands in the map twice.</exception>
    public PayloadPath Begin(string name)
    {
        if (name.Length > MaxNameLength)
        {
            throw path.Refusal($"A name has at most {MaxNameLength} characters.");
        }

        var member = path.Member(name);
        return _names.Add(name) ? member : throw member.Refusal($"'{name}' stands here twice.");
    }

    public void Add(string name, PayloadNode value) => _members.Add((name, value));

    public PayloadNode.Map ToMap() => new(_members.ToImmutable());
}
