namespace Kiosk.Edge.Response;

/// <summary>Ties what is learned to the catalogue it was learned with and to its file.</summary>
internal sealed class Learning(ResponseOptions options, LearnedFile? file, Random random)
{
    private AnswerChooser? _chooser;
    private string? _edition;
    private volatile IReadOnlyList<FleetExperience> _fleet = [];
    private IReadOnlyList<FleetExperience> _taken = [];

    /// <summary>Takes what the fleet has learned, for the next visit. Any thread may call.</summary>
    public void Take(IReadOnlyList<FleetExperience> fleet) => _fleet = fleet;

    /// <summary>The chooser for a catalogue; another edition begins anew.</summary>
    public AnswerChooser For(ResponseCatalogue catalogue)
    {
        if (_chooser is null || _edition != catalogue.Edition)
        {
            _edition = catalogue.Edition;
            _chooser = new AnswerChooser(options, file?.Read(_edition) ?? new Experience(), random);
            _taken = [];
        }

        var fleet = _fleet;
        if (fleet != _taken)
        {
            _taken = fleet;
            if (options.Learning)
            {
                // Without the edition nothing is known of it any more, whatever was known before.
                _chooser.Learn(fleet.FirstOrDefault(one => one.Edition == _edition) ?? new FleetExperience(catalogue.Edition, []));
            }
        }

        return _chooser;
    }

    /// <summary>Learns from a visit and writes it down.</summary>
    /// <param name="choices">What was chosen in it.</param>
    /// <param name="reward">How well it went, 0..1.</param>
    public void Learn(IReadOnlyList<Choice> choices, double reward)
    {
        if (options.Learning && choices.Count > 0 && _chooser is { } chooser && _edition is { } edition)
        {
            chooser.Learn(choices, reward);
            file?.Write(edition, chooser.Experience);
        }
    }
}
