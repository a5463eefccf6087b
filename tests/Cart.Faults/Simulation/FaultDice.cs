namespace Cart.Faults;

/// <summary>Decides which requests go wrong, and counts them.</summary>
internal sealed class FaultDice(Random random, FaultCounts counts)
{
    private readonly int _oneIn = 4 + random.Next(30);

    /// <summary>Whether anything goes wrong at all.</summary>
    public bool IsOn { get; set; } = true;

    /// <summary>What becomes of the next request.</summary>
    public RequestFate Next()
    {
        if (!IsOn || random.Next(_oneIn) > 0)
        {
            return RequestFate.Answered;
        }

        var fate = (RequestFate)random.Next(1, 5);
        counts.Add("request " + fate switch
        {
            RequestFate.Refused => "refused",
            RequestFate.Lost => "lost",
            RequestFate.ReplyLost => "applied, reply lost",
            _ => "applied late, after a timeout",
        });
        return fate;
    }

    public bool Flip() => random.Next(2) == 0;
}
